import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { row, integer } from "./columns.ts";
import { connectionTo } from "./connection.ts";
import { reads } from "./statement.ts";
import { TransactionClient, transactionOn } from "./transaction.ts";

const database = testDatabase();

test("what is answered after it was given up leaves a connection on which the same can be asked", async () => {
  const { url } = database();
  const One = row({ one: integer });
  const client = new TransactionClient({ ...connectionTo(url), query_timeout: 100 });
  await client.connect();
  const slowly = (seconds: number) =>
    transactionOn(client, (tx) => tx.all(reads(One)`select 1 as one from pg_sleep(${seconds})`));
  const givenUp = await slowly(0.3);
  assert.ok("error" in givenUp);
  await delay(400);
  const again = await slowly(0);
  assert.deepEqual("result" in again && again.result, [{ one: 1 }]);
  await client.end();
});
