import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";
import { openSmtp, type SmtpServer } from "../../../test/support/fakes/smtp.ts";
import { until } from "../../../test/support/until.ts";
import { openPayments } from "../../payments/index.ts";
import { readConfig } from "../../platform/config.ts";
import { moveOrder } from "../states/move-order.ts";
import { shipOrder } from "../states/ship-order.ts";
import { cancelUnpaid } from "../states/cancel-unpaid.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let smtp: SmtpServer;
let shop: TestShop;
let buyer: Buyer;

before(async () => {
  database = await cloneDatabase();
  smtp = await openSmtp();
  shop = await openShopOn(database.url, {
    WORKER: "on",
    SMTP_URL: smtp.url,
    RATE_LIMIT: "off",
    SHOP_NAME: "Warp & Weft",
    ORDER_PAYMENT_MINUTES: "60",
  });
  buyer = await newBuyer(askingApp(shop.app));
  await until(() => smtp.received.length > 0, 10_000, "the proof of the address");
  await proven(true);
});
after(async () => {
  await shop.close();
  await smtp.close();
  await database.drop();
});

const proven = (isProven: boolean) =>
  shop.sql("update customer set email_verified_at = case when $2 then now() end where customer_id = $1", [
    buyer.customerId,
    isProven,
  ]);
/** Returns the lines of the letter with this subject, each trimmed. */
const letter = async (subject: string): Promise<string[]> => {
  const found = () => smtp.received.filter((mail) => mail.subject === subject);
  await until(() => found().length > 0, 10_000, subject);
  await until(
    async () => (await shop.sql("select from job where task like 'mail-%'")).length === 0,
    10_000,
    "no letter is left",
  );
  assert.equal(found().length, 1, "one letter is sent once");
  assert.deepEqual(found()[0]?.from?.value, [{ name: "Warp & Weft", address: "shop@localhost" }]);
  return (found()[0]?.text ?? "").split("\n").map((line) => line.trim());
};
const pay = (order_id: number) =>
  buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
const move = (orderId: number, to: "shipped" | "cancelled") =>
  moveOrder(shop.db, { customerId: buyer.customerId, orderId }, to, { byWhom: "root", now: new Date() });

test("the confirmation says what each line came to: three shirts cost three times one", async () => {
  const [{ price } = { price: 0 }] = await shop.sql(
    "select effective_price_cents as price from product where product_id = 2",
  );
  const order = await placedOrder(buyer, [{ product_id: 2, quantity: 3, attributes: "LG, red" }]);
  assert.equal((await pay(order)).status, 200);
  const [sums] = await shop.sql(
    "select subtotal_cents, shipping_cents, tax_cents, amount_cents from customer_order where order_id = $1",
    [order],
  );
  assert.equal(Number(sums?.["subtotal_cents"]), 3 * Number(price));
  const amount = (cents: unknown) => `USD ${(Number(cents) / 100).toFixed(2)}`;
  const lines = (await letter(`Your order ${order}`)).map((line) => line.split(/ {2,}/));
  const line = lines.find(([label]) => label?.startsWith("3 × "));
  assert.deepEqual(line, ["3 × Iron Tower by Night (LG, red)", amount(3 * Number(price))]);
  assert.deepEqual(
    lines.find(([label]) => label === "Total"),
    ["Total", amount(sums?.["amount_cents"])],
  );
  const listed = lines.slice(
    lines.indexOf(line as string[]),
    lines.findIndex(([label]) => label?.startsWith("---")),
  );
  assert.deepEqual(
    listed.map(([, value]) => value),
    [sums?.["subtotal_cents"], sums?.["shipping_cents"], sums?.["tax_cents"]].map(amount),
  );
  assert.equal(lines.at(-2)?.[0], "Warp & Weft");
});

test("a letter says that an order was sent, what is in it and where it goes", async () => {
  const order = await placedOrder(buyer, [{ product_id: 2, quantity: 3, attributes: "LG, red" }]);
  await pay(order);
  await letter(`Your order ${order}`);
  await move(order, "shipped");
  const text = await letter(`Your order ${order} is on its way`);
  assert.deepEqual(text.slice(2, 4), [`We have sent your order ${order}:`, "3 × Iron Tower by Night (LG, red)"]);
  assert.deepEqual(text.slice(5, 10), ["It goes to:", "Ada Weaver", "1 Loom Lane", "07505 Paterson", "NJ"]);
});

test("a letter about a part says what is in it, who carries it and what is still to come", async () => {
  const order = await placedOrder(buyer, [
    { product_id: 2, quantity: 3, attributes: "LG, red" },
    { product_id: 3, quantity: 1, attributes: "LG, red" },
  ]);
  await pay(order);
  await letter(`Your order ${order}`);
  const parcel = { lines: [{ lineNumber: 1, quantity: 2 }], carrier: "DHL", trackingNumber: "0034-1" };
  await shipOrder(shop.db, { customerId: buyer.customerId, orderId: order }, parcel, {
    byWhom: "root",
    now: new Date(),
  });
  const [first, second] = (
    await shop.sql("select product_name as name from order_line where order_id = $1 order by line_number", [order])
  ).map(({ name }) => `${String(name)} (LG, red)`);
  assert.deepEqual((await letter(`A part of your order ${order} is on its way`)).slice(2, 13), [
    `We have sent a part of your order ${order}:`,
    `2 × ${first}`,
    "",
    "You can follow it:",
    "Carrier: DHL",
    "Tracking number: 0034-1",
    "",
    "Still to come, in another parcel:",
    `1 × ${first}`,
    `1 × ${second}`,
    "",
  ]);
});

test("what was refunded before the order was sent is not said to be in the parcel", async () => {
  const order = await placedOrder(buyer, [
    { product_id: 2, quantity: 3, attributes: "LG, red" },
    { product_id: 3, quantity: 1, attributes: "LG, red" },
    { product_id: 4, quantity: 2, attributes: "LG, red" },
  ]);
  await pay(order);
  await letter(`Your order ${order}`);
  const { refund } = await openPayments({ db: shop.db, config: readConfig({}) });
  const back = (lineNumber: number, quantity: number) =>
    refund(order, "a test", { wish: { lines: [{ lineNumber, quantity }] } });
  await back(1, 1);
  await back(2, 1);
  await move(order, "shipped");
  const names = (
    await shop.sql("select product_name as name from order_line where order_id = $1 order by line_number", [order])
  ).map(({ name }) => `${String(name)} (LG, red)`);
  const text = await letter(`Your order ${order} is on its way`);
  assert.deepEqual(text.slice(2, 9), [
    `We have sent your order ${order}:`,
    `2 × ${names[0]}`,
    `2 × ${names[2]}`,
    "",
    "Refunded before, and not in the parcel:",
    `1 × ${names[0]}`,
    `1 × ${names[1]}`,
  ]);
});

test("an order cancelled by the shop is mailed; one's own cancellation is not", async () => {
  const [unpaid, mine, theirs] = [await placedOrder(buyer), await placedOrder(buyer), await placedOrder(buyer)];
  await shop.sql("update customer_order set created_at = created_at - interval '61 minutes' where order_id = $1", [
    unpaid,
  ]);
  await cancelUnpaid(shop.db, 60);
  const { status, body } = await buyer.ask("POST", `/orders/${mine}/cancel`);
  assert.deepEqual([status, body.status], [200, "cancelled"]);
  await move(theirs as number, "cancelled");
  const first = async (order: number) => (await letter(`Your order ${order} was cancelled`)).slice(2, 5);
  const owed = ["", "You owe us nothing. If a payment for it still reaches us, we return it."];
  assert.deepEqual(await first(theirs), [`We cancelled your order ${theirs}.`, ...owed]);
  assert.match(
    (await first(unpaid)).join(" "),
    /^We cancelled your order \d+ because it was not paid in time\. If you still want these items,? please order again\./,
  );
  assert.deepEqual(
    smtp.received.filter(({ subject }) => subject?.startsWith(`Your order ${mine} `)),
    [],
  );
});

test("a letter says what was refunded", async () => {
  const order = await placedOrder(buyer);
  await pay(order);
  const { amountCents } = await (await openPayments({ db: shop.db, config: readConfig({}) })).refund(order, "a test");
  const text = await letter(`Refund for your order ${order}`);
  assert.equal(
    text[2],
    `We have refunded USD ${(amountCents / 100).toFixed(2)} for your order ${order}. It will not be sent.`,
  );
});

test("a refund's letter names the units by line, and shows a JSON choice in words", async () => {
  const order = await placedOrder(buyer, [
    { product_id: 2, quantity: 3, attributes: '{"Size":"LG","Color":"red"}' },
    { product_id: 3, quantity: 1, attributes: "LG, red" },
  ]);
  await pay(order);
  const { refund } = await openPayments({ db: shop.db, config: readConfig({}) });
  const [{ line_number: lineNumber } = { line_number: 0 }] = await shop.sql(
    "select line_number from order_line where order_id = $1 and product_id = 2",
    [order],
  );
  const [paid] = await shop.sql("select shipping_type, amount_cents from customer_order where order_id = $1", [order]);
  const { amountCents } = await refund(order, "a test", {
    wish: { lines: [{ lineNumber: Number(lineNumber), quantity: 2 }], isWithShipping: true },
  });
  const text = await letter(`Refund for your order ${order}`);
  const usd = (cents: unknown) => `USD ${(Number(cents) / 100).toFixed(2)}`;
  assert.deepEqual(text.slice(2, 7), [
    `We have refunded ${usd(amountCents)} for your order ${order}.`,
    "2 × Iron Tower by Night (LG, red)",
    paid?.["shipping_type"],
    "",
    `So far, ${usd(amountCents)} of ${usd(paid?.["amount_cents"])} were refunded.`,
  ]);
});

test("a move that is rolled back is told to nobody, nor is anything to who was erased", async () => {
  const sent = smtp.received.length;
  const order = await placedOrder(buyer);
  const key = { customerId: buyer.customerId, orderId: order };
  await assert.rejects(moveOrder(shop.db, key, "shipped", { byWhom: "root", now: new Date() }));
  assert.deepEqual(await shop.sql("select from job where task like 'mail-%'"), []);
  const gone = await newBuyer(askingApp(shop.app));
  await until(() => smtp.received.length === sent + 1, 8000, "the proof of the address");
  await placedOrder(gone);
  assert.equal((await gone.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await shop.sql("select from job where task like 'mail-%'"), []);
  assert.equal(smtp.received.length, sent + 1);
});

test("a letter names its reader once the address is proven, and nobody before", async () => {
  const [before, after] = [await placedOrder(buyer), await placedOrder(buyer)];
  await proven(false);
  await pay(before);
  const greetingOf = async (order: number) => (await letter(`Your order ${order}`))[0];
  assert.equal(await greetingOf(before), "Hello,");
  const named = () => smtp.received.find(({ subject }) => subject === "Is this your address?");
  assert.ok(!named()?.text?.includes("Ada"));
  assert.ok(!named()?.raw.includes("Ada"));
  await proven(true);
  await pay(after);
  assert.equal(await greetingOf(after), "Hello Ada Weaver,");
});

test("what a buyer wrote stands on its line and is cut after a hundred characters", async () => {
  const evil = `M\n\nPay at evil.example\n${"👕".repeat(200)}`;
  await shop.sql("update customer set city = $2 where customer_id = $1", [
    buyer.customerId,
    "Paterson\r\nPay us again",
  ]);
  const order = await placedOrder(buyer, [{ product_id: 2, quantity: 1, attributes: evil }]);
  await pay(order);
  const lines = (await letter(`Your order ${order}`)).map((line) => line.split(/ {2,}/)[0]);
  const shown = lines.find((line) => line?.includes("evil.example"));
  assert.equal(shown, `1 × Iron Tower by Night (M Pay at evil.example ${"👕".repeat(77)}…)`);
  assert.ok(lines.includes("07505 Paterson Pay us again"));
});

test("no letter about an order carries a stranger's words to an unproven address", async () => {
  const link = "https://evil.example/claim";
  const order = await placedOrder(buyer, [
    { product_id: 2, quantity: 1, attributes: `M, White ${link}` },
    { product_id: 3, quantity: 1, attributes: "LG, red" },
  ]);
  await proven(false);
  await pay(order);
  const home = { address_1: "Call 0800 555 0100", city: "Your account is locked", country: "USA" };
  const moved = await buyer.ask("PUT", `/orders/${order}/address`, {
    ...home,
    region: "",
    postal_code: "1",
    shipping_region_id: 2,
  });
  assert.equal(moved.status, 200);
  const refused = await buyer.ask("PUT", `/orders/${order}/address`, { ...home, city: link, shipping_region_id: 2 });
  assert.equal(refused.status, 400);
  await until(
    () => smtp.received.some(({ subject }) => subject === `Your order ${order} has a new address`),
    10_000,
    "the letter about the address",
  );
  await move(order, "shipped");
  for (const subject of ["", " has a new address", " is on its way"]) {
    const text = (await letter(`Your order ${order}${subject}`)).join("\n");
    assert.doesNotMatch(text, /evil|Ada|0800|locked|Loom Lane/);
    assert.match(text, /It goes to the address that your order shows\./);
  }
  const lines = (await letter(`Your order ${order}`)).map((line) => line.split(/ {2,}/)[0]);
  assert.ok(lines.includes("1 × Iron Tower by Night"));
  assert.ok(lines.some((line) => line?.endsWith("(LG, red)")));
  await proven(true);
});
