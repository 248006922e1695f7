import assert from "node:assert/strict";
import { test } from "node:test";
import { postmasterOf, trialShop } from "../../../test/support/embedded-postgres/trial.ts";
import { timestamp, row, text } from "../database/columns.ts";
import { openDatabase } from "../database/database.ts";
import { migrate } from "../database/migrate.ts";
import { reads, writes } from "../database/statement.ts";
import { countAttempt } from "./limits.queries.ts";

const resetsAt = new Date(Date.now() + 900_000);
const guess = () => countAttempt({ bucket: "login:somebody", amount: 1, most: 10, now: new Date(), resetsAt });
const setting = () => reads(row({ said: text }))`select current_setting('synchronous_commit') as said`;
/** Any other write, which waits for its commit and so for all earlier ones. */
const write = () =>
  writes(row({ at: timestamp }))`insert into revoked_session values ('of a test', now()) returning now() as at`;

test("whoever has guessed before a crash of the database is still counted after it", async (context) => {
  const shop = trialShop(context);
  const first = await shop.start();
  await migrate(first.url);
  let url = first.url;
  const db = openDatabase({ url: () => url, sharedConnections: 1, transactionConnections: 1 });
  shop.atEnd(() => db.close());
  for (const count of [1, 2, 3])
    assert.deepEqual(await db.first(guess()), {
      bucket: "login:somebody",
      count,
      resets_at: resetsAt,
      is_within: true,
      synchronous_commit: "off",
    });
  assert.deepEqual(await db.first(setting()), { said: "on" }, "a count alone is not waited for");
  await db.first(write());
  process.kill(postmasterOf(first.dataFolder), "SIGKILL");
  await first.exited;
  url = (await shop.start()).url;
  const counted = await db.first(guess());
  assert.equal(counted?.count, 4);
});
