import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { isSignedIn, refresh, signIn, signUp } from "../../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../../../test/support/servers/shop.ts";
import type { Database } from "../../platform/database/database.ts";
import { openKeys, rotateKeys } from "./signing-keys.ts";
import { addKey } from "./signing-keys.queries.ts";

let url: string;
let drop: () => Promise<void>;
const open: TestShop[] = [];
const server = async (settings: Record<string, string> = {}): Promise<TestShop> => {
  const shop = await openShopOn(url, settings);
  open.push(shop);
  return shop;
};

before(async () => {
  ({ url, drop } = await cloneDatabase());
});
after(async () => {
  await Promise.all(open.map((shop) => shop.close()));
  await drop();
});

const keyOf = (accessToken: string): string =>
  (
    JSON.parse(Buffer.from(accessToken.replace("Bearer ", "").split(".")[0] ?? "", "base64url").toString()) as {
      kid: string;
    }
  ).kid;
const everywhere = async (shops: readonly TestShop[], accessToken: string) =>
  Promise.all(shops.map(({ app }) => isSignedIn(app, accessToken)));

test("servers that start together on a fresh shop draw one key and accept one another's tokens", async () => {
  const shops = await Promise.all([server(), server(), server()]);
  const members = await Promise.all(shops.map(({ app }) => signUp(app)));
  assert.equal(new Set(members.map(({ accessToken }) => keyOf(accessToken))).size, 1);
  for (const { accessToken, refreshToken } of members) {
    assert.deepEqual(await everywhere(shops, accessToken), [true, true, true]);
    for (const { app } of shops) assert.equal((await refresh(app, refreshToken)).statusCode, 200);
  }
});

test("after keys:rotate all servers sign with the new key, and old tokens live to their end", async () => {
  const shops = [await server(), await server()];
  const [one, other] = shops as [TestShop, TestShop];
  const member = await signUp(one.app);
  const oldKey = keyOf(member.accessToken);
  const db = openTestDatabase(url);
  const lifetimeSeconds = 86_400;
  const { keyId: newKey } = await rotateKeys(db);
  await db.close();
  await delay(500);
  for (const { app } of shops) assert.equal(keyOf((await signIn(app, member)).accessToken), newKey);
  assert.deepEqual(await everywhere(shops, member.accessToken), [true, true]);
  const [row] = await one.sql(
    "select extract(epoch from retires_at - now()) as seconds from signing_key where key_id = $1",
    [oldKey],
  );
  assert.ok(Number(row?.["seconds"]) >= lifetimeSeconds);

  await one.sql("update signing_key set retires_at = now() - interval '1 second' where key_id = $1", [oldKey]);
  const late = await server();
  await delay(1000);
  assert.deepEqual(await everywhere([...shops, late], member.accessToken), [false, false, false]);
  assert.ok(await isSignedIn(late.app, (await signIn(other.app, member)).accessToken));
});

test("a server that has not heard of a new key finds it when a token names it", async () => {
  const deaf = await server();
  await deaf.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'",
  );
  await deaf.sql(
    "insert into signing_key (key_id, secret, created_at) values ('drawn-elsewhere', decode(repeat('ab', 32), 'hex'), now())",
  );
  const fresh = await server();
  const { accessToken } = await signUp(fresh.app);
  assert.equal(keyOf(accessToken), "drawn-elsewhere");
  await delay(1100);
  assert.ok(await isSignedIn(deaf.app, accessToken));
});

test("JWT_SECRET signs, keys after a comma are accepted, and a change signs nobody out", async () => {
  const [first, second, third] = ["one of chance".repeat(3), "two of chance".repeat(3), "three of chance".repeat(3)];
  const before = await server({ JWT_SECRET: first });
  const member = await signUp(before.app);
  const between = await server({ JWT_SECRET: `${second},${first}` });
  const { accessToken } = await signIn(between.app, member);
  assert.notEqual(keyOf(accessToken), keyOf(member.accessToken));
  assert.deepEqual(await everywhere([between], member.accessToken), [true]);
  assert.deepEqual(await everywhere([before], accessToken), [false]);
  const last = await server({ JWT_SECRET: third });
  assert.deepEqual(await everywhere([last], member.accessToken), [false]);
  assert.deepEqual(await everywhere([last], accessToken), [false]);
  const turned = await refresh(last.app, member.refreshToken);
  assert.equal(turned.statusCode, 200, turned.body);
  assert.ok(await isSignedIn(last.app, turned.json<{ accessToken: string }>().accessToken));
});

test("a key of fewer than 32 characters is refused at the start, without being told", async () => {
  await assert.rejects(
    server({ JWT_SECRET: "too short to be a key" }),
    (error: Error) => /JWT_SECRET/.test(error.message) && !error.message.includes("too short to be"),
  );
});

test("the id of no key costs a look-up a second at most, and all who ask meanwhile wait for it", async (context) => {
  mock.timers.enable({ apis: ["Date"], now: Date.now() });
  context.after(() => mock.timers.reset());
  const db = openTestDatabase(url);
  let lookUps = 0;
  const counting: Database = { ...db, all: (...asked) => ((lookUps += 1), db.all(...asked)) };
  const keys = await openKeys(counting, "", 3600);
  lookUps = 0;
  await db.all(addKey({ keyId: "drawn-just-now", secret: Buffer.alloc(32, 7), now: new Date() }));
  const found = await Promise.all(
    Array.from({ length: 100 }, (_, index) => keys.find(index % 2 ? "nobody's" : "drawn-just-now")),
  );
  assert.equal(found.filter((key) => key !== undefined).length, 50);
  assert.equal(lookUps, 1);
  await db.close();
});
