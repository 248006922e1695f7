import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { beginJobs, enqueue } from "./jobs.queries.ts";

const database = testDatabase({ sharedConnections: 1 });
const sql = (text: string) => database().sql(text);

test("many jobs of one kind delay nobody else's: from the fifty-first on theirs are spread out", async () => {
  for (let n = 0; n < 53; n += 1) await database().db.all(enqueue("note", { n }, { subject: "customer 1" }));
  await database().db.all(enqueue("note", { n: 53 }, { subject: "customer 2" }));
  await database().db.all(enqueue("other", { n: 54 }, { subject: "customer 1" }));
  const due = await sql(
    "select payload->>'n' as n, round(extract(epoch from run_at - created_at)) as later from job order by run_at, (payload->>'n')::int",
  );
  assert.deepEqual(
    due.map(({ n, later }) => [Number(n), Number(later)]),
    [...[...Array(50).keys(), 53, 54].map((n) => [n, 0]), [50, 20], [51, 40], [52, 60]],
  );
  const freeSlots = { workerId: randomUUID(), task: ["note"], count: [51], leaseSeconds: [60] };
  const begun = await database().db.all(beginJobs(freeSlots));
  assert.deepEqual(
    begun.map(({ payload }) => (JSON.parse(payload) as { n: number }).n).toSorted((one, other) => one - other),
    [...Array(50).keys(), 53],
  );
});
