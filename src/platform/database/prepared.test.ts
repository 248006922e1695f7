import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { row, integer } from "./columns.ts";
import { mostPrepared } from "./connection.ts";
import { joined, reads, sql, writes } from "./statement.ts";

const database = testDatabase({ sharedConnections: 2, transactionConnections: 1 });

/** A statement whose text differs for each number: it sums the number's bits. */
const sumOf = (number: number) => reads(row({ sum: integer }))`
  select ${joined(
    [...number.toString(2)].toReversed().map((bit, place) => (bit === "1" ? sql`${2 ** place}::bigint` : sql`0`)),
    " + ",
  )} as sum`;
const Prepared = row({ prepared: integer, process: integer });
const prepared = () => reads(Prepared)`
  select (select count(*) from pg_prepared_statements) as prepared, pg_backend_pid() as process`;
const preparedByWriters = () => writes(Prepared)`
  select (select count(*) from pg_prepared_statements) as prepared, pg_backend_pid() as process`;

test("any number of texts is answered, and no connection prepares more than its bound", async () => {
  const { db } = database();
  const processes = new Set<number>();
  let most = 0;
  for (let first = 1; first <= 1200; first += 100) {
    const counts = Array.from({ length: 100 }, (_, index) => first + index);
    const answers = await Promise.all(counts.map((count) => db.first(sumOf(count))));
    assert.deepEqual(
      answers.map((answer) => answer?.sum),
      counts,
    );
    for (const shown of await Promise.all([db.first(prepared()), db.first(prepared())])) {
      most = Math.max(most, shown?.prepared ?? 0);
      processes.add(shown?.process ?? 0);
    }
  }
  assert.ok(most > 100 && most <= mostPrepared, `${most}`);
  assert.ok(processes.size > 2, "others have taken their places");
});

test("connections of transactions are bounded in the same way", async () => {
  const { db } = database();
  for (let count = 1; count <= mostPrepared + 100; count += 1)
    assert.equal((await db.transaction((tx) => tx.first(sumOf(count))))?.sum, count);
  const shown = await db.first(preparedByWriters());
  assert.ok((shown?.prepared ?? 0) < mostPrepared, `${shown?.prepared}`);
});

test("more texts at once than a connection keeps are all answered", async () => {
  const { db } = database();
  const counts = Array.from({ length: 2 * mostPrepared + 100 }, (_, index) => index + 1);
  const answers = await Promise.all(counts.map((count) => db.first(sumOf(count))));
  assert.deepEqual(
    answers.map((answer) => answer?.sum),
    counts,
  );
});
