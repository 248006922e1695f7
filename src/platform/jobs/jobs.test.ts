import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { jobServers, stubborn } from "../../../test/support/servers/jobs.ts";
import { until } from "../../../test/support/until.ts";
import {
  beginJobs,
  continueJob,
  enqueue,
  finishJob,
  postponeJob,
  renewLeases,
  retryJobs,
  setJobAside,
} from "./jobs.queries.ts";
import { PermanentFailure, type Task } from "./task.ts";

const database = testDatabase({ sharedConnections: 4 });
const sql = (text: string, values?: unknown[]) => database().sql(text, values);
const { server, stored, countStored, enqueueNow } = jobServers(database);

/** A task that records its payloads. */
const writing = <Payload = { n: number }>(written: Payload[], options: Omit<Task, "run"> = {}): Task<Payload> => ({
  ...options,
  run: async (payload) => written.push(payload),
});

beforeEach(() => sql("delete from job; delete from job_schedule"));

test("a job of a committed transaction runs at once; of a rolled-back one never", async (context) => {
  const done: { n: number }[] = [];
  const { isListening } = server(context, { tasks: { note: writing(done) } });
  await isListening();
  const { db } = database();
  await assert.rejects(
    db.transaction(async (tx) => {
      await tx.all(enqueue("note", { n: 0 }));
      throw new Error("The order fell through");
    }),
    /fell through/,
  );
  await db.transaction((tx) => tx.all(enqueue("note", { n: 1 })));
  assert.ok((await until(() => done.length > 0, 1000, "the job")) < 1000);
  await until(async () => (await countStored()) === 0, 1000, "its row is gone");
  await delay(100);
  assert.deepEqual(done, [{ n: 1 }]);
});

test("a payload arrives as it was given, whatever it holds", async (context) => {
  const odd = { text: "\u0000 \ud800 '\"\\ 👕 \u202e", list: [1.5, null, true], deep: { __proto__: null, empty: "" } };
  const done: unknown[] = [];
  server(context, { tasks: { note: writing(done) } });
  await enqueueNow("note", odd);
  await until(() => done.length > 0, 3000, "the job");
  assert.deepEqual(JSON.stringify(done), JSON.stringify([odd]));
});

test("a delayed job is begun no sooner", async (context) => {
  const done: { n: number }[] = [];
  const { isListening } = server(context, { tasks: { note: writing(done) } });
  await isListening();
  const began = Date.now();
  await database().db.all(enqueue("note", { n: 1 }, { delaySeconds: 1 }));
  await until(() => done.length > 0, 4000, "the job");
  assert.ok(Date.now() - began >= 990);
});

test("a failing job is retried with backoff, then kept as a dead letter until retried by hand", async (context) => {
  const runs: { id: string; at: number }[] = [];
  let isWell = false;
  const flaky: Task = {
    retry: { attempts: 2, because: "the test does not wait for two days" },
    run: async (_payload, job) => {
      runs.push({ id: job.id, at: Date.now() });
      if (!isWell) throw new Error("The world is away");
    },
  };
  const { log } = server(context, { tasks: { flaky } });
  const id = await enqueueNow("flaky");
  await until(() => runs.length === 2, 8000, "two runs");
  const [first, second] = runs;
  assert.ok(first && second && second.at - first.at >= 1600, "it waits after the first failure");
  await until(async () => (await stored())[0]?.["is_dead_letter"] === true, 1000, "set aside");
  assert.deepEqual(await stored(), [
    { task: "flaky", attempts: 2, last_error: "The world is away", is_dead_letter: true },
  ]);
  assert.deepEqual(
    log.lines.map(({ level, fields }) => [level, fields["attempt"], fields["job"]]),
    [
      ["warn", 1, id],
      ["error", 2, id],
    ],
  );
  await sql("update job set run_at = now()");
  await delay(2500);
  assert.equal(runs.length, 2);
  assert.equal((await stored())[0]?.["attempts"], 2, "a job set aside is not begun");

  assert.deepEqual((await database().db.all(retryJobs(randomUUID()))).length, 0);
  isWell = true;
  assert.deepEqual(
    (await database().db.all(retryJobs(id))).map(({ job_id }) => job_id),
    [id],
  );
  await until(async () => (await countStored()) === 0, 3000, "done after all");
  assert.deepEqual(new Set(runs.map((run) => run.id)), new Set([id]), "every run was told the same id");
});

test("a job that no repetition can help is set aside after its first run", async (context) => {
  const hopeless: Task = { run: () => Promise.reject(new PermanentFailure("No such reader")) };
  server(context, { tasks: { hopeless } });
  await enqueueNow("hopeless");
  await until(async () => (await stored())[0]?.["is_dead_letter"] === true, 3000, "set aside");
  assert.equal((await stored())[0]?.["attempts"], 1);
});

test("300 jobs over three servers are each done once", async (context) => {
  const done: { n: number }[] = [];
  for (let count = 0; count < 3; count += 1) server(context, { tasks: { note: writing(done, { atOnce: 5 }) } });
  await database().db.transaction(async (tx) => {
    for (let n = 0; n < 300; n += 1) await tx.all(enqueue("note", { n }));
  });
  await until(async () => (await countStored()) === 0, 20_000, "all of them");
  assert.deepEqual(
    done.map(({ n }) => n).toSorted((a, b) => a - b),
    Array.from({ length: 300 }, (_, n) => n),
  );
});

test("jobs that hang or fail hold up no other kind", async (context) => {
  const done: { n: number }[] = [];
  let hanging = 0;
  const hanger: Task = {
    run: (_payload, { signal }) => {
      hanging += 1;
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("ended"))));
    },
  };
  const failing: Task = { run: () => Promise.reject(new Error("down")) };
  const { isListening } = server(context, { tasks: { hanger, failing, note: writing(done) } });
  for (let n = 0; n < 20; n += 1) await Promise.all([enqueueNow("hanger"), enqueueNow("failing")]);
  await until(() => hanging > 0, 3000, "one that hangs");
  await isListening();
  await enqueueNow("note", { n: 1 });
  await until(() => done.length > 0, 1000, "the other kind");
  assert.equal(hanging, 2, "as many at once as the task admits");
});

const claim = (leaseSeconds: number, count = 1) =>
  beginJobs({ workerId: randomUUID(), task: ["note"], count: [count], leaseSeconds: [leaseSeconds] });

test("what a killed server had begun is done by another when its lease ends", async (context) => {
  const { db } = database();
  await enqueueNow("note", { n: 7 });
  assert.equal((await db.all(claim(1))).length, 1);
  const began = Date.now();
  assert.equal((await db.all(claim(1))).length, 0, "begun is begun");
  const done: { n: number }[] = [];
  server(context, { tasks: { note: writing(done) } });
  await until(() => done.length > 0, 5000, "the other server");
  assert.ok(Date.now() - began >= 900);
  assert.deepEqual(done, [{ n: 7 }]);
});

test("what an earlier run reports late changes nothing of a later one", async () => {
  const { db } = database();
  const id = await enqueueNow("note");
  await db.all(claim(0));
  const [second] = await db.all(claim(60));
  assert.equal(second?.attempts, 2);
  const late = { id, attempt: 1 };
  const before = await sql("select * from job");
  await db.all(finishJob(late));
  await db.all(postponeJob(late, "late", 999));
  await db.all(setJobAside(late, "late"));
  await db.all(continueJob(late));
  assert.deepEqual(await db.all(renewLeases({ ids: [id], attempts: [1] }, 999)), []);
  assert.deepEqual(await sql("select * from job"), before);
});

test("a job that ends every server which begins it is set aside without being begun again", async (context) => {
  const done: { n: number }[] = [];
  await enqueueNow("note", { n: 1 });
  await sql("update job set lapses = 9, worker_id = $1", [randomUUID()]);
  server(context, { tasks: { note: writing(done) } });
  await until(async () => (await stored())[0]?.["is_dead_letter"] === true, 3000, "set aside");
  assert.deepEqual(done, []);
});

test("a periodic task runs once a period over all servers, and does not pile up", async (context) => {
  let runs = 0;
  const sweep: Task = { run: async () => (runs += 1) };
  for (let count = 0; count < 3; count += 1) server(context, { tasks: { sweep }, schedule: { sweep: 3600 } });
  await until(async () => runs > 0 && (await countStored()) === 0, 3000, "the first run");
  server(context, { tasks: { sweep }, schedule: { sweep: 3600 } });
  await delay(2500);
  assert.equal(runs, 1, "a server that comes later finds the period begun");
  await sql("update job_schedule set next_at = now()");
  await sql("insert into job (job_id, task, payload, run_at) values ($1, 'sweep', '{}', now() + interval '1 hour')", [
    randomUUID(),
  ]);
  server(context, { tasks: { sweep }, schedule: { sweep: 3600 } });
  await until(
    async () => (await sql("select next_at > now() as is_later from job_schedule"))[0]?.["is_later"] === true,
    3000,
    "the next period",
  );
  await delay(300);
  assert.equal(runs, 1, "one waits already");
  assert.equal(await countStored(), 1);
});

test("while the database is away nothing breaks, and jobs go on when it is back", async (context) => {
  const strayed: unknown[] = [];
  const note = (error: unknown) => void strayed.push(error);
  process.on("unhandledRejection", note);
  context.after(() => process.off("unhandledRejection", note));
  const { relay } = database();
  context.after(() => relay.accept());
  const done: { n: number }[] = [];
  let begun = 0;
  const slow: Task<{ n: number }> = { run: async (payload) => ((begun += 1), await delay(300), done.push(payload)) };
  const { log } = server(context, { tasks: { slow }, schedule: { slow: 3600 } });
  await until(() => done.length === 1, 3000, "the periodic run");
  await sql("insert into job (job_id, task, payload, run_at) values ($1, 'slow', '{\"n\":1}', now())", [randomUUID()]);
  await until(() => begun === 2, 5000, "it is begun");
  await relay.refuse();
  await until(() => done.length === 2, 5000, "it runs on");
  await until(() => log.lines.some(({ level }) => level === "error"), 8000, "its end cannot be recorded");
  await relay.accept();
  await sql("update job set run_at = now()");
  await until(async () => (await countStored()) === 0, 5000, "run again, and recorded");
  assert.deepEqual(done.slice(1), [{ n: 1 }, { n: 1 }]);
  assert.deepEqual(strayed, []);
});

test("closing waits for the running job, begins no other, and leaves the rest for others", async (context) => {
  const ended: { n: number }[] = [];
  let begun = 0;
  const slow: Task<{ n: number }> = {
    atOnce: 1,
    run: async (payload) => ((begun += 1), await delay(400), ended.push(payload)),
  };
  const { jobs } = server(context, { tasks: { slow } });
  await enqueueNow("slow", { n: 1 });
  await enqueueNow("slow", { n: 2 });
  await until(() => begun === 1, 3000, "the first");
  const began = Date.now();
  await jobs.close();
  assert.ok(Date.now() - began < 1500);
  assert.deepEqual(ended, [{ n: 1 }]);
  await delay(300);
  assert.equal(begun, 1);
  assert.deepEqual(await stored(), [{ task: "slow", attempts: 0, last_error: null, is_dead_letter: false }]);
});

test("closing waits a bounded time: a job is told to end, and keeps its lease", async (context) => {
  const { task, runs, end } = stubborn();
  context.after(end);
  const { jobs } = server(context, { tasks: { endless: task } });
  await enqueueNow("endless");
  await until(() => runs.length > 0, 3000, "the job");
  const began = Date.now();
  await jobs.close({ milliseconds: 100, lastWordMilliseconds: 100 });
  assert.ok(Date.now() - began < 700);
  assert.equal(runs[0]?.signal.aborted, true);
  const [left] = await sql(
    "select attempts, run_at > now() + interval '30 s' as is_leased, dead_lettered_at, worker_id is null as is_free from job",
  );
  assert.deepEqual(left, { attempts: 1, is_leased: true, dead_lettered_at: null, is_free: false });
});

test("what another worker claims this moment is passed over, not waited for", async () => {
  const [first, second] = [await enqueueNow("note"), await enqueueNow("note")];
  await sql("update job set run_at = now() - interval '1 min' where job_id = $1", [first]);
  const other = await database().connect();
  await other.query("begin");
  await other.query("select from job where job_id = $1 for update", [first]);
  try {
    const begun = await database().db.all(claim(60, 2));
    assert.deepEqual(
      begun.map(({ job_id }) => job_id),
      [second],
    );
  } finally {
    await other.query("rollback");
  }
});
