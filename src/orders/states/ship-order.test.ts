import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer, type Wanted } from "../../../test/support/clients/buyers.ts";
import { upTo } from "../../../test/support/crowd.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { openPayments, type RefundOptions } from "../../payments/index.ts";
import { readConfig } from "../../platform/config.ts";
import { Refusal } from "../../platform/refusal.ts";
import { shipmentsOf } from "../shipments.ts";
import { deliverOrder } from "./deliver-order.ts";
import { moveOrder } from "./move-order.ts";
import { shipOrder, type Parcel } from "./ship-order.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app, sql }) => {
    buyer = await newBuyer(askingApp(app));
    await sql("update stock set units = 1000 where product_id = 8");
  },
});

/** Two units of a product whose stock is tracked, and three of another one. */
const twoLines: readonly Wanted[] = [
  { product_id: 8, quantity: 2 },
  { product_id: 9, quantity: 3 },
];
const now = new Date("2026-03-04T05:06:07.089Z");
const mover = { byWhom: "a test", now };
const keyOf = (orderId: number) => ({ customerId: buyer.customerId, orderId });
const paidOrder = async (wanted = twoLines) => {
  const order_id = await placedOrder(buyer, wanted);
  const body = { stripeToken: "tok_visa", order_id, description: "Shirts" };
  assert.equal((await buyer.ask("POST", "/stripe/charge", body)).status, 200);
  return order_id;
};
const ship = (orderId: number, parcel: Parcel = {}) => shipOrder(shop().db, keyOf(orderId), parcel, mover);
const deliver = (orderId: number, shipment?: number) =>
  deliverOrder(shop().db, keyOf(orderId), shipment === undefined ? {} : { shipment }, mover);
const refund = async (orderId: number, wish: RefundOptions = {}) =>
  (await openPayments({ db: shop().db, config: readConfig({}) })).refund(orderId, "a test", { wish });
const shown = async (orderId: number) => {
  const { status, shipped_on } = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
  return [status, shipped_on];
};
const units = async () =>
  Number((await shop().sql("select sum(units) as units from stock where product_id = 8"))[0]?.["units"]);
const sentUnits = async (orderId: number) =>
  (
    await shop().sql("select shipped_units as sent from order_line where order_id = $1 order by line_number", [orderId])
  ).map(({ sent }) => Number(sent));
const lastNote = async (orderId: number) =>
  (await shop().sql("select note from order_audit where order_id = $1 order by entry desc limit 1", [orderId]))[0]?.[
    "note"
  ];
const news = async (orderId: number) =>
  (
    await shop().sql(
      "select payload -> 'news' as news from job where task = 'mail-order-news' and payload ->> 'orderId' = $1 order by created_at",
      [String(orderId)],
    )
  ).map((row) => row["news"]);
const refusedWith = (message: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.status === 409 && message.test(error.message);
const line = (line_number: number, quantity: number) => ({ line_number, quantity });

test("an order goes in two parcels, and becomes shipped with the last of its units", async () => {
  const orderId = await paidOrder();
  const parcel = { lines: [{ lineNumber: 2, quantity: 1 }], carrier: "DHL", trackingNumber: "0034-1" };
  assert.deepEqual(await ship(orderId, parcel), { shipment: 1, lines: [line(2, 1)], rest: [line(1, 2), line(2, 2)] });
  assert.deepEqual(
    [await shown(orderId), await sentUnits(orderId)],
    [
      ["paid", null],
      [0, 1],
    ],
  );
  assert.equal(await lastNote(orderId), "Parcel 1 was sent with 1 unit");
  assert.deepEqual(await ship(orderId), { shipment: 2, lines: [line(1, 2), line(2, 2)], rest: [] });
  assert.deepEqual(
    [await shown(orderId), await sentUnits(orderId)],
    [
      ["shipped", now.toISOString()],
      [2, 3],
    ],
  );
  const sent = { order_id: orderId, by_whom: "a test", shipped_at: now, delivered_at: null };
  assert.deepEqual(await shipmentsOf(shop().db, keyOf(orderId)), [
    { ...sent, shipment: 1, carrier: "DHL", tracking_number: "0034-1", lines: [line(2, 1)] },
    { ...sent, shipment: 2, carrier: null, tracking_number: null, lines: [line(1, 2), line(2, 2)] },
  ]);
  assert.deepEqual(await news(orderId), [
    {
      became: "shipped",
      lines: [line(2, 1)],
      rest: [line(1, 2), line(2, 2)],
      unsent: [],
      carrier: "DHL",
      trackingNumber: "0034-1",
    },
    { became: "shipped", lines: [line(1, 2), line(2, 2)], rest: [], unsent: [] },
  ]);
});

test("of three units that are sent one by one, twenty times at once, three are sent", async () => {
  const orderId = await paidOrder([{ product_id: 8, quantity: 3 }]);
  const one = { lines: [{ lineNumber: 1, quantity: 1 }] };
  const ends = await Promise.allSettled(upTo(20).map(() => ship(orderId, one)));
  for (let tries = 0; tries < 3; tries += 1) await ship(orderId, one).catch(() => undefined);
  assert.ok(ends.filter(({ status }) => status === "fulfilled").length <= 3);
  assert.deepEqual([(await shown(orderId))[0], await sentUnits(orderId)], ["shipped", [3]]);
  const parcels = await shipmentsOf(shop().db, keyOf(orderId));
  assert.deepEqual(
    parcels.map(({ shipment, lines }) => [shipment, lines]),
    [1, 2, 3].map((shipment) => [shipment, [line(1, 1)]]),
  );
  await assert.rejects(shop().sql("update order_line set shipped_units = 4 where order_id = $1", [orderId]), {
    constraint: "order_line_shipped_check",
  });
});

test("what is not there, not left or named twice is refused, and nothing is sent", async () => {
  const orderId = await paidOrder();
  await ship(orderId, { lines: [{ lineNumber: 1 }] });
  for (const [message, lines] of [
    [/of line 2 only 3 are left to send$/, [{ lineNumber: 2, quantity: 4 }]],
    [/line 1 has no units that are left to send$/, [{ lineNumber: 1 }]],
    [/line 7 has no units/, [{ lineNumber: 7, quantity: 1 }]],
    [/of line 2 only 3/, [{ lineNumber: 2, quantity: 0 }]],
    [/a line is named twice$/, [{ lineNumber: 2 }, { lineNumber: 2, quantity: 1 }]],
    [/no line of it is named$/, []],
  ] as const)
    await assert.rejects(ship(orderId, { lines }), refusedWith(message));
  await assert.rejects(
    ship(orderId, { carrier: "x".repeat(101) }),
    (error) => error instanceof Refusal && error.code === "COM_02" && error.field === "carrier",
  );
  assert.deepEqual([await sentUnits(orderId), (await news(orderId)).length], [[2, 0], 1]);
});

describe("what was refunded", () => {
  test("is not sent; the rest is, and then the order is shipped", async () => {
    const orderId = await paidOrder();
    await refund(orderId, { lines: [{ lineNumber: 2, quantity: 2 }] });
    await assert.rejects(
      ship(orderId, { lines: [{ lineNumber: 2, quantity: 2 }] }),
      refusedWith(/of line 2 only 1 are left to send/),
    );
    await ship(orderId);
    assert.deepEqual([(await shown(orderId))[0], await sentUnits(orderId)], ["shipped", [2, 1]]);
    assert.deepEqual((await news(orderId)).at(-1), {
      became: "shipped",
      lines: [line(1, 2), line(2, 1)],
      rest: [],
      unsent: [line(2, 2)],
    });
  });

  test("ends the order as shipped where it was all that was left to send, and goes back to stock", async () => {
    for (const wish of [{ lines: [{ lineNumber: 1, quantity: 1 }, { lineNumber: 2 }] }, {}] as const) {
      const earlier = await units();
      const orderId = await paidOrder();
      await ship(orderId, { lines: [{ lineNumber: 1, quantity: 1 }] });
      assert.equal(await units(), earlier - 2);
      await refund(orderId, wish);
      assert.equal((await shown(orderId))[0], "shipped");
      assert.equal(await lastNote(orderId), "All that was not sent is refunded");
      assert.equal(await units(), earlier - 1, "the unit that was sent is not in stock");
      await assert.rejects(ship(orderId), refusedWith(/an order that is shipped cannot become shipped/));
    }
  });

  test("by amount alone, all of it, sends back to stock what was not sent", async () => {
    const earlier = await units();
    const orderId = await paidOrder();
    await ship(orderId, { lines: [{ lineNumber: 1, quantity: 1 }] });
    const { total_amount } = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
    await refund(orderId, { amountCents: Math.round(Number(total_amount) * 100) });
    assert.deepEqual([(await shown(orderId))[0], await units()], ["shipped", earlier - 1]);
  });

  test("in part, leaves an order of which something is left to send as it is", async () => {
    const orderId = await paidOrder();
    await ship(orderId, { lines: [{ lineNumber: 1 }] });
    await refund(orderId, { lines: [{ lineNumber: 2, quantity: 2 }] });
    assert.equal((await shown(orderId))[0], "paid");
    await ship(orderId);
    assert.deepEqual([(await shown(orderId))[0], await sentUnits(orderId)], ["shipped", [2, 1]]);
  });
});

test("an order of which a part was sent is not cancelled, nor undone, whoever asks", async () => {
  const orderId = await paidOrder();
  await ship(orderId, { lines: [{ lineNumber: 1 }] });
  await shop().sql(
    "update customer_order set subtotal_cents = 0, shipping_cents = 0, tax_cents = 0, total_cents = 0 where order_id = $1",
    [orderId],
  );
  const message = /an order of which a part was sent cannot become cancelled$/;
  await assert.rejects(moveOrder(shop().db, keyOf(orderId), "cancelled", mover), refusedWith(message));
  const { status, body } = await buyer.ask("POST", `/orders/${orderId}/cancel`);
  assert.deepEqual([status, body.error.code], [409, "COM_02"]);
  assert.match(body.error.message, message);
  await assert.rejects(
    shop().sql("update customer_order set status = 'cancelled', paid_at = null where order_id = $1", [orderId]),
    { constraint: "customer_order_shipments_check" },
  );
  assert.deepEqual(await shown(orderId), ["paid", null]);
});

test("parcels arrive one by one, and the order is delivered with the last", async () => {
  const orderId = await paidOrder();
  await ship(orderId, { lines: [{ lineNumber: 1 }] });
  await deliver(orderId, 1);
  assert.equal((await shown(orderId))[0], "paid");
  await assert.rejects(deliver(orderId, 1), refusedWith(/the order has no parcel 1 that is on its way/));
  await assert.rejects(deliver(orderId), refusedWith(/an order that is paid cannot become delivered/));
  await ship(orderId, { lines: [{ lineNumber: 2, quantity: 1 }] });
  await ship(orderId);
  await deliver(orderId, 3);
  assert.equal((await shown(orderId))[0], "shipped");
  await deliver(orderId, 2);
  assert.equal((await shown(orderId))[0], "delivered");
  assert.deepEqual(
    (await shipmentsOf(shop().db, keyOf(orderId))).map(({ delivered_at }) => delivered_at),
    [now, now, now],
  );
});

test("a delivered order's parcels have all arrived; tracking numbers go with the person", async () => {
  const gone = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(gone, twoLines);
  await gone.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
  const key = { customerId: gone.customerId, orderId: order_id };
  await shipOrder(shop().db, key, { carrier: "DHL", trackingNumber: "0034-2" }, mover);
  await moveOrder(shop().db, key, "delivered", mover);
  const { orders } = (await gone.ask("GET", "/customer/export")).body;
  assert.deepEqual(orders[0].shipments, [
    {
      shipment: 1,
      carrier: "DHL",
      tracking_number: "0034-2",
      shipped_on: now.toISOString(),
      delivered_on: now.toISOString(),
      lines: [line(1, 2), line(2, 3)],
    },
  ]);
  assert.equal((await gone.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await shop().sql("select carrier, tracking_number from shipment where order_id = $1", [order_id]), [
    { carrier: "DHL", tracking_number: null },
  ]);
});
