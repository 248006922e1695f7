import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../test/support/databases/database.ts";
import { runCommand } from "../../test/support/servers/command.ts";

const database = testDatabase();
const migrate = (...given: readonly string[]) => runCommand(database().url, "migrate", ...given);

test("the database is brought up to date without a server, and told what was applied", async () => {
  assert.deepEqual(await migrate(), { code: 0, out: "The database is up to date.\n", err: "" });
  await database().sql("drop schema public cascade; create schema public");
  const { code, out } = await migrate("--rolling");
  assert.equal(code, 0);
  assert.match(out, /^Applied 0001_catalogue\.sql\.\n(Applied \d{4}_\w+\.sql\.\n)+$/);
});

test("beside servers of the version before, a migration that they could not bear is refused", async () => {
  // As a database of the first version has it; the second migration says nothing.
  await database().sql("delete from schema_migration where number > 1");
  const { code, out, err } = await migrate("--rolling");
  assert.deepEqual([code, out], [1, ""]);
  assert.match(
    err,
    /Migration 0002_reviews\.sql does not go with servers of the version before, and nothing was changed\./,
  );
  assert.deepEqual(await database().sql("select number from schema_migration"), [{ number: 1 }]);
});
