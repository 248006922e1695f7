import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { openTestDatabase, testShop } from "../../../test/support/servers/shop.ts";
import { signUp } from "../../../test/support/clients/customers.ts";
import { remember } from "./ended-sessions.ts";
import { openRevocation } from "./revocation.ts";

const shop = testShop();

/** Returns how many entries with this name are remembered. */
const count = (kept: { get(key: string): unknown }, name: string, most: number): number =>
  Array.from({ length: most }, (_, index) => kept.get(`${name} ${index}`)).filter(Boolean).length;

test("what is over is forgotten, in whatever order it came, and what is not stays", (context) => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  context.after(() => mock.timers.reset());
  const kept = remember<string, true>(100_000);
  kept.add("long", true, Date.now() + 86_400_000);
  for (let index = 0; index < 5000; index += 1) kept.add(`brief ${index}`, true, Date.now() + 5000);
  kept.add("long, too", true, Date.now() + 3_600_000);
  mock.timers.tick(60_000);
  for (let index = 0; index < 5000; index += 1) kept.add(`late ${index}`, true, Date.now() + 5000);
  assert.equal(count(kept, "brief", 5000), 0);
  assert.equal(count(kept, "late", 5000), 5000);
  assert.deepEqual([kept.get("long"), kept.get("long, too"), kept.isWhole()], [true, true, true]);
});

test("memory of ended sessions is bounded, and the server knows what it does not remember", (context) => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  context.after(() => mock.timers.reset());
  const kept = remember<string, number>(10);
  for (let index = 0; index < 25; index += 1) kept.add(`one ${index}`, 1, Date.now() + 1000 * (25 - index));
  assert.equal(count(kept, "one", 25), 10);
  assert.ok(!kept.isWhole());
  kept.add("one 0", 2, Date.now() + 90_000);
  assert.equal(kept.get("one 0"), 2);
  mock.timers.tick(14_999);
  assert.ok(!kept.isWhole());
  mock.timers.tick(1);
  assert.ok(kept.isWhole());
  mock.timers.tick(20_000);
  for (let index = 0; index < 9; index += 1) kept.add(`new ${index}`, 1, Date.now() + 1000);
  assert.equal(count(kept, "new", 9), 9);
});

test("a server that has no room for all that ended asks the database, which knows", async () => {
  const { id } = await signUp(shop().app);
  const db = openTestDatabase(shop().url);
  const told = (name: string) => ({ customerId: id, sessionId: `a-session-named-${name}`, epoch: 0 });
  const names = ["one", "two", "three", "four", "five"];
  const heard = openRevocation(db, 2);
  heard.listener.connected();
  heard.heed(
    await db.transaction((tx) =>
      heard.revokeSessions(
        tx,
        names.map((name) => told(name).sessionId),
      ),
    ),
  );
  const late = openRevocation(db, 2);
  late.listener.connected();
  for (const server of [heard, late]) {
    server.listener.heard?.(Date.now());
    for (const name of names) assert.equal(await server.isRevoked(told(name)), true, name);
    assert.equal(await server.isRevoked(told("none of them")), false);
  }
  await db.close();
});

test("what is said and makes no sense is passed over", () => {
  const { heed, isRevoked } = openRevocation(shop().db);
  heed(["", " ", "session", "customer", "customer x y z", "a-session-that-is-told-alone", "session x NaN"]);
  assert.notEqual(isRevoked({ customerId: 1, sessionId: "another-session", epoch: 0 }), true);
});
