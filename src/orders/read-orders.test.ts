import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../test/support/clients/buyers.ts";
import { testShop, type TestShop } from "../../test/support/servers/shop.ts";

let buyer: Buyer;
let stranger: Buyer;
const placed: number[] = [];

const prepare = async ({ app, sql }: TestShop) => {
  const ask = askingApp(app);
  buyer = await newBuyer(ask);
  stranger = await newBuyer(ask);
  for (let count = 0; count < 9; count += 1) placed.push(await placedOrder(buyer));
  // Every three orders in a row have the same time.
  for (const [index, order] of placed.entries())
    await sql(
      "update customer_order set created_at = '2026-01-01T00:00:00Z'::timestamptz + $2 * interval '1 hour' where order_id = $1",
      [order, Math.floor(index / 3)],
    );
};
const shop = testShop({ settings: { RATE_LIMIT: "off" }, prepare });

const numbers = (orders: readonly { order_id: number }[]) => orders.map(({ order_id }) => order_id);

test("a customer's orders stand newest first, all of them unless a page is asked for", async () => {
  const { status, body, headers } = await buyer.ask("GET", "/orders/inCustomer");
  assert.equal(status, 200);
  assert.deepEqual(numbers(body), placed.toReversed());
  assert.deepEqual(Object.keys(body[0]), [
    "order_id",
    "total_amount",
    "created_on",
    "shipped_on",
    "status",
    "name",
    "subtotal_amount",
    "shipping_amount",
    "tax_amount",
    "attention",
    "refunded_amount",
    "dispute_status",
    "currency",
    "ship_to",
    "shipping_type",
    "tax_type",
  ]);
  assert.equal(body[0].ship_to.city, "Paterson");
  assert.match(body[0].shipping_type, /\S/);
  assert.equal(headers["link"], undefined);
  assert.equal(headers["cache-control"], "private, no-store");
});

test("pages by cursor lose and double none, also where moments are shared", async () => {
  const walked: number[] = [];
  let next: string | undefined = "/orders/inCustomer?limit=4";
  let pages = 0;
  while (next) {
    const { body, headers } = await buyer.ask("GET", next);
    walked.push(...numbers(body));
    next = /<([^>]+)>; rel="next"/.exec(String(headers["link"] ?? ""))?.[1];
    pages += 1;
  }
  assert.deepEqual(walked, placed.toReversed());
  assert.equal(pages, 3);
});

test("a cursor that is none of ours, and a page too large, are refused", async () => {
  for (const cursor of [
    "nonsense",
    "W10",
    Buffer.from("[1e99,1]").toString("base64url"),
    Buffer.from('["1",1]').toString("base64url"),
  ]) {
    const { status, body } = await buyer.ask("GET", `/orders/inCustomer?cursor=${cursor}`);
    assert.deepEqual([status, body.error.code, body.error.field], [400, "COM_02", "cursor"], cursor);
  }
  assert.equal((await buyer.ask("GET", "/orders/inCustomer?limit=1001")).body.error.field, "limit");
});

test("a stranger's order is not found, and nothing of it leaks", async () => {
  assert.deepEqual((await stranger.ask("GET", "/orders/inCustomer")).body, []);
  const missing = {
    error: { status: 404, code: "ORD_01", message: "Don't exist order with this ID", field: "order_id" },
  };
  for (const path of [
    `/orders/${placed[0]}`,
    `/orders/shortDetail/${placed[0]}`,
    "/orders/999999",
    "/orders/shortDetail/999999",
    "/orders/0",
    "/orders/-1",
  ])
    assert.deepEqual((await stranger.ask("GET", path)).body, missing, path);
  assert.deepEqual((await stranger.ask("POST", `/orders/${placed[0]}/cancel`)).body, missing);
  assert.equal((await buyer.ask("GET", `/orders/shortDetail/${placed[0]}`)).body.status, "pending");
});

test("orders are read with a token alone, and by their number alone", async () => {
  const ask = askingApp(shop().app);
  for (const path of ["/orders/inCustomer", "/orders/1", "/orders/shortDetail/1"])
    assert.equal((await ask("GET", path)).body.error.code, "AUT_01", path);
  for (const path of ["/orders/one", "/orders/1.5", "/orders/shortDetail/1e3", "/orders/99999999999999999999"])
    assert.deepEqual(
      [(await buyer.ask("GET", path)).status, (await buyer.ask("GET", path)).body.error.code],
      [400, "COM_02"],
      path,
    );
});

test("an order without lines, as an import may bring one, has none", async () => {
  await shop().sql("delete from order_line where order_id = $1", [placed[0]]);
  assert.deepEqual((await buyer.ask("GET", `/orders/${placed[0]}`)).body, []);
});
