import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { jobServers, stubborn } from "../../../test/support/servers/jobs.ts";
import { until } from "../../../test/support/until.ts";
import { timing } from "./timing.ts";

const database = testDatabase({ sharedConnections: 4 });
const sql = (text: string, values?: unknown[]) => database().sql(text, values);
const { server, stored, countStored, enqueueNow } = jobServers(database);

beforeEach(() => sql("delete from job; delete from job_schedule"));

/** Long enough for a renewal in time on a busy machine. */
const short = { leaseSeconds: 3, renewSeconds: 0.3, lostSeconds: 2.5 } as const;

test("a run of several leases' length is begun by no other server, although it was told to end", async (context) => {
  const { task, runs, end } = stubborn();
  context.after(end);
  const options = { tasks: { long: task }, timing: { ...short, runSeconds: 0.3 } };
  for (const _ of [1, 2]) server(context, options);
  await enqueueNow("long");
  await until(() => runs.length > 0, 5000, "the job");
  await delay(3 * short.leaseSeconds * 1000);
  assert.deepEqual([runs.length, runs[0]?.signal.aborted], [1, true]);
  assert.equal((await stored())[0]?.["attempts"], 1);
  end();
  await until(async () => (await countStored()) === 0, 5000, "its end is recorded");
  assert.equal(runs.length, 1);
});

test("a run that was told to end and goes on keeps its place on its server", async (context) => {
  const { task, runs, end } = stubborn();
  context.after(end);
  server(context, { tasks: { long: { ...task, atOnce: 1 } }, timing: { ...short, runSeconds: 0.1, slowSeconds: 0.1 } });
  await Promise.all([enqueueNow("long"), enqueueNow("long")]);
  await until(() => runs[0]?.signal.aborted === true, 3000, "it is told");
  await delay(2500);
  assert.equal(runs.length, 1);
});

test("a run is told to end once its job is not its own: deleted, or not to be renewed", async (context) => {
  const { task, runs, end } = stubborn();
  context.after(end);
  const { relay } = database();
  context.after(() => relay.accept());
  const { log } = server(context, { tasks: { long: task }, timing: short });
  await enqueueNow("long");
  await until(() => runs.length === 1, 3000, "the first");
  await sql("delete from job");
  await until(() => runs[0]?.signal.aborted === true, 3000, "it is told");
  assert.match(String(runs[0]?.signal.reason), /no longer this worker's/);

  await enqueueNow("long");
  await until(() => runs.length === 2, 5000, "the second");
  await relay.refuse();
  await until(() => runs[1]?.signal.aborted === true, 3000, "it is told");
  assert.match(String(runs[1]?.signal.reason), /could not be renewed/);
  assert.deepEqual(log.lines, []);
});

test("leases outlast what may go wrong with their renewal", () => {
  const { leaseSeconds, renewSeconds, lostSeconds, runSeconds } = timing;
  assert.ok(lostSeconds >= 3 * renewSeconds, "two renewals may fail");
  assert.ok(lostSeconds + 10 <= leaseSeconds, "a run is told to end while its job is still its own");
  assert.ok(runSeconds < leaseSeconds, "an ordinary run needs no renewal");
});

test("slow runs make room for others of their kind, up to a bound", async (context) => {
  const { task, runs, end } = stubborn();
  context.after(end);
  server(context, { tasks: { letter: { ...task, atOnce: 2, slowAtOnce: 5 } }, timing: { slowSeconds: 0.5 } });
  for (let n = 0; n < 9; n += 1) await enqueueNow("letter");
  await until(() => runs.length === 5, 12_000, "five");
  await delay(2500);
  assert.equal(runs.length, 5);
});
