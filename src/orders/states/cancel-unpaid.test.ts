import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { meanwhile } from "../../../test/support/databases/held.ts";
import { openTestDatabase, testShop } from "../../../test/support/servers/shop.ts";
import { spoiled } from "../../../test/support/statements/spoiled.ts";
import type { Database } from "../../platform/database/database.ts";
import { cancelUnpaid } from "./cancel-unpaid.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app, sql }) => {
    buyer = await newBuyer(askingApp(app));
    await sql("update stock set units = 100 where product_id = 8");
  },
});

const units = async () => (await shop().sql("select units from stock where product_id = 8"))[0]?.["units"];
const age = (orderId: number, minutes: number) =>
  shop().sql("update customer_order set created_at = created_at - $2 * interval '1 minute' where order_id = $1", [
    orderId,
    minutes,
  ]);
const statusOf = async (orderId: number) =>
  (await shop().sql("select status from customer_order where order_id = $1", [orderId]))[0]?.["status"];

test("an order not paid in time is cancelled and restocked; a younger one stays", async () => {
  const old = await placedOrder(buyer, [{ product_id: 8, quantity: 7 }]);
  const young = await placedOrder(buyer, [{ product_id: 8, quantity: 1 }]);
  await age(old, 61);
  await age(young, 59);
  assert.equal(await cancelUnpaid(shop().db, 60), 1);
  assert.deepEqual([await statusOf(old), await statusOf(young), await units()], ["cancelled", "pending", 99]);
  const [entry] = await shop().sql("select by_whom, note from order_audit where order_id = $1 and entry = 2", [old]);
  assert.deepEqual(entry, { by_whom: "shop", note: "Not paid within 60 minutes" });
  assert.equal(await cancelUnpaid(shop().db, 60), 0);
  assert.equal(await units(), 99);
});

test("one that is being paid waits for what comes of it", async () => {
  const order = await placedOrder(buyer, [{ product_id: 8, quantity: 1 }]);
  await age(order, 61);
  await shop().sql("update customer_order set is_being_paid = true where order_id = $1", [order]);
  assert.equal(await cancelUnpaid(shop().db, 60), 0);
  assert.equal(await statusOf(order), "pending");
});

/** Starts a payment after the sweep has found the order unpaid, while it waits for the order's row. */
const sweepWhilePaying = async (db: Database): Promise<{ cancelled: number; status: unknown }> => {
  const order = await placedOrder(buyer, [{ product_id: 8, quantity: 1 }]);
  await age(order, 61);
  const begin = `update customer_order set is_being_paid = true where order_id = ${order}`;
  const cancelled = await meanwhile(shop().url, [begin], () => cancelUnpaid(db, 60));
  return { cancelled, status: await statusOf(order) };
};

test("one that begins to be paid while the sweep waits for it is not cancelled", async () => {
  assert.deepEqual(await sweepWhilePaying(shop().db), { cancelled: 0, status: "pending" });
});

test("the trial can fail: it notices a sweep that ignores a payment on its way", async () => {
  const blind = spoiled(shop().db, (text) =>
    text.includes("for update") ? text.replace("is_being_paid", "false as is_being_paid") : text,
  );
  assert.deepEqual(await sweepWhilePaying(blind), { cancelled: 1, status: "cancelled" });
});

test("servers that sweep at once give back once", async () => {
  const others = Array.from({ length: 3 }, () => openTestDatabase(shop().url));
  try {
    const before = Number(await units());
    const orders: number[] = [];
    for (let count = 0; count < 12; count += 1) orders.push(await placedOrder(buyer, [{ product_id: 8, quantity: 2 }]));
    for (const order of orders) await age(order, 120);
    const counts = await Promise.all([shop().db, ...others].map((db) => cancelUnpaid(db, 60)));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      12,
    );
    assert.equal(await units(), before);
    assert.equal(
      (await shop().sql("select from order_audit where to_status = 'cancelled' and order_id = any ($1)", [orders]))
        .length,
      12,
    );
  } finally {
    await Promise.all(others.map((db) => db.close()));
  }
});
