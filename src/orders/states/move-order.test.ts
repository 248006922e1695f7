import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { Refusal } from "../../platform/refusal.ts";
import { moveOrder } from "./move-order.ts";
import { moves, type Status } from "./states.ts";

const states = Object.keys(moves) as Status[];
let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const statusOf = async (orderId: number) =>
  (await shop().sql("select status from customer_order where order_id = $1", [orderId]))[0]?.["status"];
const auditOf = (orderId: number) =>
  shop().sql(
    "select entry, from_status, to_status, by_whom, note from order_audit where order_id = $1 order by entry",
    [orderId],
  );
const bringTo = (orderId: number, status: Status) =>
  shop().sql(
    "update customer_order set status = $2, paid_at = case when $2 in ('pending', 'cancelled') then null else created_at end where order_id = $1",
    [orderId, status],
  );
const stockOf = async (productId: number) =>
  (await shop().sql("select units from stock where product_id = $1", [productId]))[0]?.["units"];

describe("an order goes where the table says and nowhere else:", () => {
  for (const from of states)
    for (const to of states)
      test(`${from} → ${to}`, async () => {
        const orderId = await placedOrder(buyer);
        await bringTo(orderId, from);
        const moving = moveOrder(shop().db, { customerId: buyer.customerId, orderId }, to as never, {
          byWhom: "a test",
          now: new Date(),
        });
        // A paid order is refunded; only one of which the shop has no money can be cancelled after that.
        const isOfMoney = from === "paid" && to === "cancelled";
        if ((moves[from] as readonly Status[]).includes(to) && !isOfMoney) {
          await moving;
          assert.equal(await statusOf(orderId), to);
          assert.deepEqual((await auditOf(orderId)).at(-1), {
            entry: 2,
            from_status: from,
            to_status: to,
            by_whom: "a test",
            note: "",
          });
        } else {
          await assert.rejects(
            moving,
            (error) =>
              error instanceof Refusal && error.status === 409 && error.message.includes(`${from} cannot become ${to}`),
          );
          assert.equal(await statusOf(orderId), from);
          assert.equal((await auditOf(orderId)).length, 1);
        }
      });
});

test("a customer cancels a pending order, once, and the shelf has its units back", async () => {
  await shop().sql("update stock set units = 10 where product_id = 8");
  const orderId = await placedOrder(buyer, [{ product_id: 8, quantity: 4 }]);
  assert.equal(await stockOf(8), 6);
  const cancelled = await buyer.ask("POST", `/orders/${orderId}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body.status, cancelled.body.order_id], [200, "cancelled", orderId]);
  assert.equal(await stockOf(8), 10);
  const again = await buyer.ask("POST", `/orders/${orderId}/cancel`);
  assert.deepEqual([again.status, again.body.error.code], [409, "COM_02"]);
  assert.equal(await stockOf(8), 10);
  const by_whom = `customer ${buyer.customerId}`;
  assert.deepEqual(await auditOf(orderId), [
    { entry: 1, from_status: null, to_status: "pending", by_whom, note: "" },
    { entry: 2, from_status: "pending", to_status: "cancelled", by_whom, note: "" },
  ]);
});

test("twenty who cancel at once cancel once", async () => {
  await shop().sql("update stock set units = 10 where product_id = 8");
  const orderId = await placedOrder(buyer, [{ product_id: 8, quantity: 4 }]);
  const replies = await Promise.all(Array.from({ length: 20 }, () => buyer.ask("POST", `/orders/${orderId}/cancel`)));
  assert.deepEqual(
    replies.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, ...Array.from({ length: 19 }, () => 409)],
  );
  assert.equal(await stockOf(8), 10);
});

test("an order that is being paid is not cancelled", async () => {
  const orderId = await placedOrder(buyer);
  await shop().sql("update customer_order set is_being_paid = true where order_id = $1", [orderId]);
  const { status, body } = await buyer.ask("POST", `/orders/${orderId}/cancel`);
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [409, "COM_02", "Invalid Data: the order is being paid right now"],
  );
  assert.equal(await statusOf(orderId), "pending");
});

test("shipping is dated, and told", async () => {
  const orderId = await placedOrder(buyer);
  await bringTo(orderId, "paid");
  const now = new Date("2026-03-04T05:06:07.089Z");
  await moveOrder(shop().db, { customerId: buyer.customerId, orderId }, "shipped", { byWhom: "a test", now });
  const { shipped_on, status } = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
  assert.deepEqual([shipped_on, status], ["2026-03-04T05:06:07.089Z", "shipped"]);
});
