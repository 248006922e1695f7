import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../test/support/clients/buyers.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { openPayments } from "../payments/index.ts";
import { readConfig } from "../platform/config.ts";
import { Refusal } from "../platform/refusal.ts";
import { makeInvoice } from "./make-invoice.ts";
import { orderEvents } from "./order-events.ts";
import { addNote } from "./order-notes.ts";
import { deliverOrder } from "./states/deliver-order.ts";
import { shipOrder } from "./states/ship-order.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const paidOrder = async (as: Buyer) => {
  const order_id = await placedOrder(as, [{ product_id: 2, quantity: 2 }]);
  await as.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
  return order_id;
};
/** Moments after the order's own, in their order. */
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

test("what happened to an order is listed in its order, by whom and in words", async () => {
  const orderId = await paidOrder(buyer);
  const { customerId } = buyer;
  const key = { customerId, orderId };
  const mover = (minutes: number) => ({ byWhom: "a test", now: later(minutes) });
  const { refund } = await openPayments({ db: shop().db, config: readConfig({}) });
  await refund(orderId, "the owner", { wish: { amountCents: 100 } });
  await addNote(shop().db, key, { content: "Rang twice", byWhom: "Grace", now: later(1) });
  await shipOrder(shop().db, key, { lines: [{ lineNumber: 1, quantity: 1 }] }, mover(2));
  await shop().sql("insert into sent_mail values ($1, gen_random_uuid(), $2, $3), ($1, gen_random_uuid(), $4, $3)", [
    customerId,
    `A part of your order ${orderId} is on its way`,
    later(3),
    `Your order ${orderId}1`,
  ]);
  await shipOrder(shop().db, key, {}, mover(4));
  await makeInvoice(shop().db, key, later(5));
  await deliverOrder(shop().db, key, {}, mover(6));
  const events = await orderEvents(shop().db, key);
  assert.deepEqual(
    events.map(({ kind, byWhom, text }) => [kind, byWhom, text.replaceAll(/\b(ch|re|pi)_\w+|\d{4}-\d{5}/g, "it")]),
    [
      ["placed", `customer ${customerId}`, ""],
      ["paid", "test", "it"],
      ["recorded", "the owner", "USD 1.00 went back (it)"],
      ["noted", "Grace", "Rang twice"],
      ["recorded", "a test", "Parcel 1 was sent with 1 unit"],
      ["mailed", "shop", `A part of your order ${orderId} is on its way`],
      ["shipped", "a test", ""],
      ["invoiced", "shop", "it"],
      ["delivered", "a test", ""],
    ],
  );
  assert.ok(events.every(({ at }, index) => index === 0 || Number(events[index - 1]?.at) <= Number(at)));
});

test("npm run order adds notes and lists events; notes are in the buyer's copy, and go with them", async () => {
  const gone = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(gone);
  const order = String(order_id);
  const run = (...given: string[]) => runCommand(shop().url, "order", ...given);
  assert.deepEqual(await run("note", order, "Rang\ntwice"), { code: 0, out: `Noted on order ${order}.\n`, err: "" });
  const { out } = await run("events", order);
  assert.match(out, /^[-\d]+ [\d:]+ placed by customer \d+\n[-\d]+ [\d:]+ noted by npm run order: Rang twice\n$/);
  for (const given of [["note", order], ["note", order, " "], ["note", order, "a", "b"], ["note"], ["events"]] as const)
    assert.equal((await run(...given)).code, 2, given.join(" "));
  assert.deepEqual((await run("note", "999999", "Rang")).err, "Don't exist order with this ID\n");
  const { orders } = (await gone.ask("GET", "/customer/export")).body;
  assert.deepEqual(
    orders[0].notes.map(({ note }: { note: string }) => note),
    ["Rang\ntwice"],
  );
  assert.equal((await gone.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await shop().sql("select from order_note where order_id = $1", [order_id]), []);
});

test("a note that says nothing, or too much, is refused", async () => {
  const key = { customerId: buyer.customerId, orderId: await placedOrder(buyer) };
  for (const content of ["", "a".repeat(5001)])
    await assert.rejects(
      addNote(shop().db, key, { content, byWhom: "Grace", now: new Date() }),
      (error) => error instanceof Refusal && error.code === "COM_02" && error.field === "note",
    );
  assert.deepEqual(await shop().sql("select from order_note where order_id = $1", [key.orderId]), []);
});
