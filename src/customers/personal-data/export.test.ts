import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { promisify } from "node:util";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { openHold } from "../../../test/support/databases/held.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const shop = testShop({ settings: { EXPORTS_PER_HOUR: "3" }, listens: true });

/** Creates a customer with orders of 100 lines each, whose attributes have 1000 characters of four bytes. */
const bigBuyer = async (orders: number): Promise<Buyer & { orderIds: number[] }> => {
  const buyer = await newBuyer(askingApp(shop().app));
  const first = await placedOrder(buyer);
  const copied = await shop().sql(
    `with fresh as (
       insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
         shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at)
       select customer_id, nextval('order_number'), 'cancelled', currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
         shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at
       from customer_order, generate_series(1, $2::integer) where order_id = $1
       returning customer_id, order_id)
     insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, variant_key, quantity, unit_cost_cents, is_counted)
     select customer_id, order_id, number, number, 'Shirt ' || number, repeat('👕', 1000), '?', 1, 100, false
     from fresh, generate_series(1, 100) as number
     returning order_id::int`,
    [first, orders],
  );
  return { ...buyer, orderIds: [first, ...new Set(copied.map(({ order_id }) => Number(order_id)))] };
};
const asked = async ({ token }: Buyer): Promise<IncomingMessage> => {
  const [reply] = (await once(
    get(`${shop().address}/customer/export`, { headers: { "user-key": token }, agent: false }),
    "response",
  )) as [IncomingMessage];
  return reply;
};
const running = async () =>
  (await shop().sql("select sum(count)::int as count from attempt_count where bucket like 'export-running:%'"))[0]?.[
    "count"
  ];

test("an export is whole and in order, however many pages it is read in", async () => {
  const buyer = await bigBuyer(12);
  const reply = await asked(buyer);
  assert.equal(reply.statusCode, 200);
  assert.equal(reply.headers["content-type"], "application/json; charset=utf-8");
  assert.equal(reply.headers["cache-control"], "private, no-store");
  const { orders, payments, reviews, set_aside } = JSON.parse(await text(reply)) as {
    orders: { order_id: number; lines: { product_name: string }[] }[];
  } & Record<string, unknown>;
  assert.deepEqual(
    orders.map(({ order_id }) => order_id),
    buyer.orderIds.toSorted((one, other) => other - one),
  );
  const names = Array.from({ length: 100 }, (_, index) => `Shirt ${index + 1}`);
  for (const { lines } of orders.slice(0, 12))
    assert.deepEqual(
      lines.map(({ product_name }) => product_name),
      names,
    );
  assert.equal(orders[12]?.lines.length, 1);
  assert.deepEqual([payments, reviews, set_aside], [[], [], []]);
});

test("one export runs at a time, no faster than read; after a hang-up it may be asked again", async () => {
  const buyer = await bigBuyer(60);
  const before = Number((await running()) ?? 0);
  const unread = await asked(buyer);
  assert.equal(unread.statusCode, 200);
  for (let tries = 0; tries < 2; tries += 1) {
    const second = await asked(buyer);
    assert.deepEqual([second.statusCode, second.headers["retry-after"]], [429, "10"]);
    assert.equal(JSON.parse(await text(second)).error.code, "COM_29");
  }
  assert.equal(await running(), before + 1, "24 megabytes wait for their reader");
  assert.equal(
    (await asked(await newBuyer(askingApp(shop().app)))).resume().statusCode,
    200,
    "others are not concerned",
  );
  unread.destroy();
  await until(async () => (await running()) === before, 10_000, "the export has ended");
  for (let tries = 0; tries < 2; tries += 1) {
    const reply = await asked(buyer);
    assert.equal(reply.statusCode, 200);
    await text(reply);
    await until(async () => (await running()) === before, 10_000, "the export has ended");
  }
  const fourth = await asked(buyer);
  assert.equal(fourth.statusCode, 429);
  assert.ok(Number(fourth.headers["retry-after"]) > 10);
  fourth.resume();
  assert.equal(await running(), before, "what is refused does not run");
});

test("an export that its client gives up before the first byte does not count as running", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const before = Number((await running()) ?? 0);
  const hold = await openHold(shop().url);
  try {
    await hold.run("lock table customer_identity");
    const request = get(`${shop().address}/customer/export`, { headers: { "user-key": buyer.token }, agent: false });
    request.on("error", () => undefined);
    await hold.untilWaiting(1);
    assert.equal(await running(), before + 1);
    const connections = promisify(shop().app.server.getConnections.bind(shop().app.server));
    const others = (await connections()) - 1;
    request.destroy();
    await until(async () => (await connections()) === others, 10_000, "the server has seen the hang-up");
    await hold.commit();
  } finally {
    await hold.close();
  }
  await until(async () => (await running()) === before, 10_000, "the export has ended");
  assert.equal((await asked(buyer)).resume().statusCode, 200);
});
