import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/database.ts";
import { keptLog } from "../../../test/support/log.ts";
import { beginJobs, enqueue } from "./queries.ts";
import { delayAfter, startRun } from "./run.ts";

const database = testDatabase();

test("waiting doubles from two seconds and stays within five minutes, so that an outage is over soon after its end", () => {
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

test("a run that outlasts its limit is told to end, and counts as failed even if it goes on", async () => {
  const { db, sql } = database();
  await db.all(enqueue("endless", {}));
  const [begun] = await db.all(beginJobs({ task: ["endless"], count: [1], leaseSeconds: [60] }));
  assert.ok(begun);
  let isTold = false;
  const task = {
    run: (_payload: never, { signal }: { signal: AbortSignal }) => (
      signal.addEventListener("abort", () => (isTold = true)),
      new Promise(() => undefined)
    ),
  };
  await startRun({
    db,
    log: keptLog(),
    task,
    begun,
    attempts: 5,
    limitSeconds: 0.1,
    ending: new AbortController().signal,
  });
  assert.equal(isTold, true);
  const [left] = await sql(
    "select attempts, last_error like '%timeout%' as is_told_why, run_at > now() as is_later, set_aside_at from job",
  );
  assert.deepEqual(left, { attempts: 1, is_told_why: true, is_later: true, set_aside_at: null });
});
