import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { testDatabase } from "../../test/support/databases/database.ts";
import { row } from "../platform/database/columns.ts";
import { writes } from "../platform/database/statement.ts";
import { unavailable } from "../platform/refusal.ts";
import { tellFailure } from "./failure.ts";

const database = testDatabase({ limits: { statement: 50 } });
const sleep = () => writes(row({}))`select from pg_sleep(10)`;

/** Returns what is printed about a failure. */
const printed = (context: TestContext, error: unknown): string => {
  const write = context.mock.method(process.stderr, "write", () => true);
  tellFailure(error);
  assert.equal(process.exitCode, 1);
  process.exitCode = 0;
  write.mock.restore();
  return write.mock.calls.map(({ arguments: [text] }) => String(text)).join("");
};

test("a statement that exceeds its time limit is blamed on a busy machine, not on a setting", async (context) => {
  const failure = await database()
    .db.transaction((tx) => tx.all(sleep()))
    .catch((error: unknown) => error);
  const silence = Object.assign(unavailable(), { cause: new Error("Query read timeout") });
  for (const error of [failure, silence])
    assert.equal(
      printed(context, error),
      "\nThe database took too long to answer: the machine it runs on was too busy. Start again when it has less to do.\n",
    );
});
