import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { keptLog } from "../../../test/support/servers/log.ts";
import { row } from "../database/columns.ts";
import { writes } from "../database/statement.ts";
import { beginJobs, enqueue } from "./jobs.queries.ts";
import { delayAfter } from "./retry-policy.ts";
import { startRun } from "./run.ts";
import type { Job, Task } from "./task.ts";

const database = testDatabase();

test("backoff doubles from two seconds and stays within five minutes", () => {
  const ranges = [
    [1, 2],
    [2, 4],
    [3, 8],
    [8, 256],
    [9, 300],
    [25, 300],
    [600, 300],
    [5000, 300],
  ] as const;
  for (const [attempt, longest] of ranges)
    for (let trial = 0; trial < 50; trial += 1) {
      const seconds = delayAfter(attempt);
      assert.ok(seconds >= longest * 0.8 && seconds <= longest, `${seconds} s after attempt ${attempt}`);
    }
});

test("a run that outlasts its limit is told to end, and is over when it is over", async () => {
  const { db, sql } = database();
  await db.all(enqueue("endless", {}));
  const workerId = "00000000-0000-4000-8000-000000000001";
  const [begun] = await db.all(beginJobs({ workerId, task: ["endless"], count: [1], leaseSeconds: [60] }));
  assert.ok(begun);
  const before = await sql("select * from job");
  const told = Promise.withResolvers<void>();
  const { promise, reject } = Promise.withResolvers<void>();
  const task: Task = {
    run: (_payload, { signal }: Job) => (signal.addEventListener("abort", () => told.resolve()), promise),
  };
  let isOver = false;
  let isKnown = false;
  const run = startRun({
    db,
    log: keptLog(),
    task,
    begun,
    lease: { lost: new AbortController().signal, toldToEnd: () => (isKnown = true) },
    limitSeconds: 0.1,
    ending: new AbortController().signal,
    closed: new AbortController().signal,
  }).then(() => (isOver = true));
  await told.promise;
  await db.all(enqueue("another", {}));
  assert.deepEqual([isOver, isKnown], [false, true]);
  assert.deepEqual(await sql("select * from job where task = 'endless'"), before);
  reject(new Error("It ended at last"));
  await run;
  const [left] = await sql(
    "select attempts, failures, last_error, run_at > now() as is_later, dead_lettered_at, worker_id from job where task = 'endless'",
  );
  assert.deepEqual(left, {
    attempts: 1,
    failures: 1,
    last_error: "It ended at last",
    is_later: true,
    dead_lettered_at: null,
    worker_id: null,
  });
});

test("a failed run keeps and logs what the database said, without the row", async () => {
  const { db, sql } = database();
  await sql(`create function run_out_of_memory() returns void language plpgsql as $$
    begin raise exception 'out of memory' using errcode = '53200', detail = 'Failing row contains (ada@example.com)'; end $$`);
  const outage = () => writes(row({}))`select from run_out_of_memory()`;
  const unwell: Task = { run: () => db.transaction((tx) => tx.all(outage())) };
  const worded: Task = { run: () => Promise.reject(new Error("Refused", { cause: new Error("ada@example.com") })) };
  const workerId = "00000000-0000-4000-8000-000000000001";
  const log = keptLog();
  const never = new AbortController().signal;
  for (const [name, task] of Object.entries({ unwell, worded })) {
    await db.all(enqueue(name, {}));
    const [begun] = await db.all(beginJobs({ workerId, task: [name], count: [1], leaseSeconds: [60] }));
    assert.ok(begun);
    const lease = { lost: never, toldToEnd: () => undefined };
    await startRun({ db, log, task, begun, lease, limitSeconds: 60, ending: never, closed: never });
  }
  const reasons = ["Temporarily unavailable (53200 out of memory)", "Refused"];
  assert.deepEqual(
    log.lines.map(({ fields }) => fields["reason"]),
    reasons,
  );
  assert.deepEqual(
    (await sql("select last_error from job where task = any ($1) order by task", [["unwell", "worded"]])).map(
      ({ last_error }) => last_error,
    ),
    reasons,
  );
});
