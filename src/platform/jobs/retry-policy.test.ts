import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { jobServers } from "../../../test/support/servers/jobs.ts";
import { until } from "../../../test/support/until.ts";
import { attemptsOf, delayAfter } from "./retry-policy.ts";
import { notDone, type Task } from "./task.ts";

const database = testDatabase({ sharedConnections: 4 });
const sql = (text: string, values?: unknown[]) => database().sql(text, values);
const { server, countStored, enqueueNow } = jobServers(database);

beforeEach(() => sql("delete from job; delete from job_schedule"));

test("a job is tried for two days by default, and nothing has to say so", async () => {
  assert.equal(attemptsOf({ run: async () => undefined }), 650);
  const days =
    Array.from({ length: 650 }, (_, failures) => delayAfter(failures + 1)).reduce((sum, each) => sum + each) / 86_400;
  assert.ok(days > 1.6 && days < 2.1, `${days}`);
});

test("what is not done yet goes on at once with all its attempts, however often", async (context) => {
  let rows = 5;
  let failures = 1;
  const sweep: Task = {
    async run() {
      if (failures > 0) throw new Error(`failure ${(failures -= 1)}`);
      rows -= 1;
      return rows > 0 ? notDone : undefined;
    },
  };
  const { log } = server(context, { tasks: { sweep } });
  await enqueueNow("sweep");
  await until(() => rows < 5, 8000, "the second run");
  await until(async () => (await countStored()) === 0, 3000, "the rest, without a wait");
  assert.equal(rows, 0);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["warn"],
  );
});

test("a periodic task is never given up: it fails, is told, and runs at its next time", async (context) => {
  let runs = 0;
  const sweep: Task = {
    retry: { attempts: 1, because: "a job of the same kind would be given up at once" },
    run: async () => Promise.reject(new Error(`failure ${(runs += 1)}`)),
  };
  const { log } = server(context, { tasks: { sweep }, schedule: { sweep: 1 } });
  await until(() => runs >= 3, 15_000, "three runs");
  assert.deepEqual(await sql("select from job where dead_lettered_at is not null"), []);
  assert.deepEqual(new Set(log.lines.map(({ level }) => level)), new Set(["error"]));
});

test("what is done is recorded once the database is back, and not done again", async (context) => {
  const { relay } = database();
  context.after(() => relay.accept());
  let runs = 0;
  const given: Task = {
    async run(_payload, job) {
      runs += 1;
      await relay.refuse();
      await job.done();
    },
  };
  const { log } = server(context, { tasks: { given } });
  await enqueueNow("given");
  await until(() => log.lines.length > 0, 8000, "it cannot be recorded");
  await relay.accept();
  await until(async () => (await countStored()) === 0, 8000, "it is");
  assert.equal(runs, 1);
});
