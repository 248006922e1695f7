import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, home, newBuyer, placedOrder, type Buyer } from "../../test/support/clients/buyers.ts";
import { crowd, upTo } from "../../test/support/crowd.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { openTestDatabase, testShop } from "../../test/support/servers/shop.ts";
import { spoiled } from "../../test/support/statements/spoiled.ts";
import type { Database } from "../platform/database/database.ts";
import { Refusal } from "../platform/refusal.ts";
import { invoiceNumber, makeInvoice, makeInvoiceWithin } from "./make-invoice.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app), home);
  },
});

const paidOrder = async (as: Buyer = buyer) => {
  const order_id = await placedOrder(as);
  await as.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
  return order_id;
};
const keyOf = (orderId: number) => ({ customerId: buyer.customerId, orderId });
const numbersOf = async (year: number) =>
  (await shop().sql("select number from invoice where year = $1 order by number", [year])).map(({ number }) =>
    Number(number),
  );

/**
 * Makes the invoices of twenty orders, each twice at once and over two connections to the database, while every third
 * transaction that has taken a number fails. Returns the numbers of the year.
 */
const underPressure = async (year: number, spoil: (text: string) => string = (text) => text): Promise<number[]> => {
  const other = openTestDatabase(shop().url);
  try {
    const at = new Date(Date.UTC(year, 5, 1));
    const databases: Database[] = [shop().db, other].map((db) => spoiled(db, spoil));
    const orders: number[] = [];
    for (const _ of upTo(20)) orders.push(await paidOrder());
    await crowd([...orders, ...orders], 20, async (order, index) => {
      const db = databases[index % 2] as Database;
      const failing = db.transaction(async (tx) => {
        await makeInvoiceWithin(tx, keyOf(order), at);
        if (index % 3 === 0) throw new Error("The printer is on fire.");
      });
      await failing.catch(() => undefined);
    });
    for (const order of orders) await makeInvoice(databases[0] as Database, keyOf(order), at);
    return await numbersOf(year);
  } finally {
    await other.close();
  }
};

test("invoices are numbered without gaps, whatever happens at once and fails in between", async () => {
  assert.deepEqual(
    await underPressure(2031),
    upTo(20).map((index) => index + 1),
  );
  assert.equal(
    Number((await shop().sql("select last_number from invoice_series where year = 2031"))[0]?.["last_number"]),
    20,
  );
});

test("the trial can fail: it notices numbers of a sequence, which failures use up", async () => {
  await shop().sql("create sequence planted_number as bigint");
  const numbers = await underPressure(2032, (text) =>
    text.includes("insert into invoice_series")
      ? "select nextval('planted_number') as number where $1::integer > 0"
      : text,
  );
  assert.equal(numbers.length, 20);
  assert.ok(Number(numbers.at(-1)) > 20, String(numbers));
});

test("an order has one invoice, each year begins with number one, and the buyer's copy names it", async () => {
  const [first, second] = [await paidOrder(), await paidOrder()];
  const made = await makeInvoice(shop().db, keyOf(first), new Date("2033-12-31T23:59:59.999Z"));
  assert.equal(invoiceNumber(made), "2033-00001");
  assert.deepEqual(await makeInvoice(shop().db, keyOf(first), new Date("2034-02-03T00:00:00Z")), made);
  const next = await makeInvoice(shop().db, keyOf(second), new Date("2034-01-01T00:00:00.000Z"));
  assert.equal(invoiceNumber(next), "2034-00001");
  const { orders } = (await buyer.ask("GET", "/customer/export")).body;
  const { invoice } = orders.find(({ order_id }: { order_id: number }) => order_id === first);
  assert.deepEqual([invoice.number, invoice.bill_to.city], ["2033-00001", home.city]);
});

test("an order that is not paid has no invoice, and takes no number", async () => {
  const orderId = await placedOrder(buyer);
  const at = new Date("2035-01-01T00:00:00Z");
  await assert.rejects(
    makeInvoice(shop().db, keyOf(orderId), at),
    (error) => error instanceof Refusal && error.status === 409 && error.message.endsWith("is pending has no invoice"),
  );
  await assert.rejects(
    makeInvoice(shop().db, keyOf(999_999), at),
    (error) => error instanceof Refusal && error.code === "ORD_01",
  );
  assert.deepEqual(await shop().sql("select from invoice_series where year = 2035"), []);
});

test("npm run order prints an invoice, which stays as it was when the address changes", async () => {
  const orderId = await paidOrder();
  const run = () => runCommand(shop().url, "order", "invoice", String(orderId));
  const { code, out } = await run();
  const { subtotal_amount, shipping_amount, tax_amount, total_amount, shipping_type, tax_type } = (
    await buyer.ask("GET", `/orders/shortDetail/${orderId}`)
  ).body;
  const [{ product_name, attributes }] = (await buyer.ask("GET", `/orders/${orderId}`)).body;
  const lines = out.split("\n");
  assert.deepEqual([code, lines.at(-1)], [0, ""]);
  assert.match(lines[0] ?? "", new RegExp(`^Invoice \\d{4}-\\d{5} of \\d{4}-\\d\\d-\\d\\d, order ${orderId}$`));
  assert.deepEqual(lines.slice(1, 3), ["  Ada Weaver", `  ${home.address_1}`]);
  assert.deepEqual(lines.slice(-5, -1), [
    `  1 × ${product_name} (${attributes}): USD ${subtotal_amount}`,
    `  ${shipping_type}: USD ${shipping_amount}`,
    `  ${tax_type}: USD ${tax_amount}`,
    `  Total: USD ${total_amount}`,
  ]);
  const elsewhere = { ...home, address_1: "2 Loom Lane" };
  assert.equal((await buyer.ask("PUT", `/orders/${orderId}/address`, elsewhere)).status, 200);
  assert.equal((await run()).out, out);
});

test("an invoice keeps its name and address as long as its order does", async () => {
  const gone = await newBuyer(askingApp(shop().app), home);
  const [kept, old] = [await paidOrder(gone), await paidOrder(gone)];
  const at = new Date("2036-01-01T00:00:00Z");
  for (const orderId of [kept, old]) await makeInvoice(shop().db, { customerId: gone.customerId, orderId }, at);
  await shop().sql("update customer_order set status = 'delivered' where order_id = any ($1)", [[kept, old]]);
  await shop().sql("update customer_order set paid_at = '2000-01-01' where order_id = $1", [old]);
  assert.equal((await gone.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(
    await shop().sql(
      "select order_id::int, bill_to ->> 'city' as city from invoice where order_id = any ($1) order by 1",
      [[kept, old]],
    ),
    [
      { order_id: kept, city: home.city },
      { order_id: old, city: null },
    ],
  );
});
