import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, type Buyer } from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { moveOrder } from "./states/move-order.ts";
import type { Status } from "./states/states.ts";
import { importOrders, type ImportedOrder } from "./import-orders.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

const usa = 2;
const europe = 3;
const placeholder = 1;
const terms = {
  shipping: new Map([[3, { type: "7 days", cents: 500, regionId: usa }]]),
  tax: new Map([[1, { type: "None", basisPoints: 0 }]]),
};
const address = { name: "Ada Weaver", address_1: "1 Loom Lane", city: "Paterson", country: "USA" };
let lastNumber = 100_000;

/** Imports an order; returns its number and its `attention`. */
const imported = async (buyer: Buyer, more: Partial<ImportedOrder>) => {
  lastNumber += 1;
  const order: ImportedOrder = {
    orderId: lastNumber,
    customerId: buyer.customerId,
    status: "pending",
    recordedCents: null,
    shippingId: 3,
    taxId: 1,
    shipTo: address,
    regionId: usa,
    createdAt: new Date("2019-07-21T08:56:02Z"),
    shippedAt: null,
    lines: [{ product_id: 1, product_name: "Shirt", attributes: "", quantity: 1, unit_cost_cents: 1000 }],
    notes: [{ by_whom: "import", note: "", created_at: new Date() }],
    ...more,
  };
  await shop().db.transaction((tx) => importOrders(tx, [order], { now: new Date(), terms }));
  const [row] = await shop().sql("select attention from customer_order where order_id = $1", [order.orderId]);
  return { orderId: order.orderId, attention: row?.["attention"] };
};

test("an imported order that waits for its payment says what it lacks, as one placed here", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const attention = async (more: Partial<ImportedOrder>) => (await imported(buyer, more)).attention;
  assert.deepEqual(await attention({}), []);
  assert.deepEqual(await attention({ regionId: placeholder }), []);
  assert.deepEqual(await attention({ regionId: europe }), ["shipping_region_differs"]);
  assert.deepEqual(await attention({ regionId: europe, shippingId: null }), [], "its way leads nowhere that is known");
  for (const nothing of [null, "", " ", "\u200b"])
    assert.deepEqual(await attention({ shipTo: { ...address, city: nothing } }), ["address_missing"]);
  assert.deepEqual(await attention({ shipTo: {}, regionId: null }), ["address_missing"], "its customer was erased");
});

test("an imported order that was paid, sent or cancelled before lacks nothing", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  for (const status of ["paid", "shipped", "delivered", "cancelled"] satisfies Status[])
    assert.deepEqual((await imported(buyer, { status, shipTo: {} })).attention, []);
});

test("one without an address is not sent before its buyer gives one", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const { orderId } = await imported(buyer, { shipTo: { ...address, address_1: "" } });
  assert.deepEqual((await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body.attention, ["address_missing"]);
  const payment = { stripeToken: "tok_visa", order_id: orderId, description: "A shirt" };
  assert.equal((await buyer.ask("POST", "/stripe/charge", payment)).status, 200);
  const send = () =>
    moveOrder(shop().db, { customerId: buyer.customerId, orderId }, "shipped", { byWhom: "a test", now: new Date() });
  await assert.rejects(send(), /its address is missing/);
  const home = { address_1: "1 Loom Lane", city: "Paterson", region: "NJ", postal_code: "07505", country: "USA" };
  const { status } = await buyer.ask("PUT", `/orders/${orderId}/address`, { ...home, shipping_region_id: usa });
  assert.equal(status, 200);
  await send();
});
