import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";
import { openPayments } from "../payments/index.ts";
import { readConfig } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { keepReplies } from "../platform/http/cache/replies.ts";
import { trialJob } from "../../test/support/fakes/post.ts";
import { openFeatures } from "./features.ts";
import { everySchedule, everyTask } from "./worker.ts";

const shop = testShop();

/** Counts the statements and transactions of a database. */
const counting = (db: Database) => {
  let asked = 0;
  const noted =
    <Given extends unknown[], Answer>(ask: (...given: Given) => Answer) =>
    (...given: Given): Answer => ((asked += 1), ask(...given));
  const counted = { ...db, all: noted(db.all), first: noted(db.first), transaction: noted(db.transaction) } as Database;
  return { db: counted, asked: () => asked };
};

test("every task that runs by the clock ends when it is told to, whatever is left to be done", async () => {
  const config = readConfig({});
  const { db, asked } = counting(shop().db);
  const payments = await openPayments({ db, config });
  const replies = keepReplies({ maxBytes: 0, maxAgeSeconds: 1, publicAgeSeconds: 1 });
  const { features, close } = await openFeatures({ db, config, replies, payments });
  const post = { send: () => Promise.reject(new Error("No task by the clock mails")) };
  const tasks = everyTask({ db, config }, features, post);
  const names = Object.keys(everySchedule(features));
  assert.equal(names.length, 15);
  await shop().sql(
    "insert into attempt_count select 'old-' || n, 1, now() - interval '1 h' from generate_series(1, 20000) n",
  );
  for (const name of names) {
    const before = asked();
    await tasks[name]
      ?.run(undefined as never, trialJob({ signal: AbortSignal.abort(new Error("The end")) }))
      ?.catch((error: unknown) => assert.equal((error as Error).message, "The end", name));
    assert.ok(asked() - before <= 1, `${name} asked ${asked() - before} times after it was told to end`);
  }
  assert.deepEqual(await shop().sql("select count(*)::int as left from attempt_count where bucket like 'old-%'"), [
    { left: 20_000 },
  ]);
  await tasks["sweep-attempts"]?.run(undefined as never, trialJob());
  assert.deepEqual(await shop().sql("select from attempt_count where bucket like 'old-%'"), []);
  await close();
});
