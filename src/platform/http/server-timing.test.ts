import assert from "node:assert/strict";
import { test } from "node:test";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const shop = testShop();

const told = (header: unknown): [number, number, number] => {
  const [, total, database, statements] =
    /^total;dur=([\d.]+), db;dur=([\d.]+);desc="(\d+) statements"$/.exec(String(header)) ?? [];
  return [Number(total), Number(database), Number(statements)];
};

test("in development a reply tells how long it took, and how long of that its statements", async () => {
  const open = await openShopOn(shop().url, { NODE_ENV: "development" });
  try {
    const made = told((await open.app.inject("/tax/2")).headers["server-timing"]);
    assert.equal(made[2], 1);
    assert.ok(made[1] > 0 && made[0] >= made[1], made.join());
    // A server that begins to hear of changes forgets what it kept.
    const isKept = async () => told((await open.app.inject("/tax/2")).headers["server-timing"])[2] === 0;
    await until(isKept, 5000, "a kept reply asks the database nothing");
    const payload = { email: "ada@example.com", password: "twill and denim 9" };
    const posted = await open.app.inject({ method: "POST", url: "/customers/login", payload });
    assert.ok(told(posted.headers["server-timing"])[2] > 0, "a body is no reason to lose count");
    const refused = await open.app.inject("/nowhere");
    assert.equal(told(refused.headers["server-timing"])[2], 0);
  } finally {
    await open.close();
  }
});

test("elsewhere a reply tells nothing of that", async () => {
  for (const NODE_ENV of ["", "production-like", "test"]) {
    const open = await openShopOn(shop().url, { NODE_ENV });
    const reply = await open.app.inject("/tax/2");
    await open.close();
    assert.equal(reply.headers["server-timing"], undefined, NODE_ENV);
  }
});
