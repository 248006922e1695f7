import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, home, newBuyer, terms } from "../../test/support/clients/buyers.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("npm run order says why an order is not sent, and sends it to another region when told to", async () => {
  const buyer = await newBuyer(askingApp(shop().app), home);
  const wanted = { cart_id: await filledCart(buyer.ask), shipping_id: 4, tax_id: 1 };
  const { orderId } = (await buyer.ask("POST", "/orders", wanted)).body;
  await shop().sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
  const order = String(orderId);
  const why =
    "its address lies in another region than its way leads to; the buyer changes it with PUT /orders/{order_id}/address";
  assert.deepEqual(await runCommand(shop().url, "order", order, "shipped"), {
    code: 1,
    out: "",
    err: `The order cannot be sent: ${why}\n`,
  });
  assert.equal((await runCommand(shop().url, "order", order, "cancelled", "--despite-region")).code, 2);
  assert.deepEqual(await runCommand(shop().url, "order", order, "shipped", "--despite-region"), {
    code: 0,
    out: `Order ${order} is shipped.\n`,
    err: "",
  });
  const [entry] = await shop().sql("select note from order_audit where order_id = $1 and to_status = 'shipped'", [
    order,
  ]);
  assert.deepEqual(entry, { note: "Sent although its address may lie in another region than its way leads to" });
});

test("npm run order lists orders to send, and shows one with numbered lines and address", async () => {
  const buyer = await newBuyer(askingApp(shop().app), { ...home, address_2: "Door 2" });
  const cart_id = await filledCart(buyer.ask, [{ product_id: 2, quantity: 3 }, { product_id: 3 }]);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms })).body;
  await shop().sql(
    "update customer_order set status = 'paid', paid_at = '2026-01-02T03:04:05Z', attention = '{shipping_region_differs}' where order_id = $1",
    [orderId],
  );
  const { total_amount } = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
  const lines = (await buyer.ask("GET", `/orders/${orderId}`)).body;
  const [way] = await shop().sql("select shipping_type as type from shipping where shipping_id = 3");
  const headline = `Order ${orderId}; paid 2026-01-02 03:04; USD ${total_amount}; ${String(way?.["type"])}; shipping region differs`;
  const [place = ""] = (await runCommand(shop().url, "order")).out.split("\n");
  assert.equal(place, `${headline}; to Ada Weaver`);
  assert.deepEqual(await runCommand(shop().url, "order", String(orderId)), {
    code: 0,
    out: [
      headline,
      ...[0, 1].map(
        (index) =>
          `  line ${index + 1}: ${lines[index].quantity} × ${lines[index].product_name} (M, White), product ${lines[index].product_id}`,
      ),
      ...["Ada Weaver", home.address_1, "Door 2", `${home.postal_code} ${home.city}`, home.region, home.country].map(
        (line) => `  ${line}`,
      ),
      "",
    ].join("\n"),
    err: "",
  });
});

test("npm run order sends in parts and says what is left; parcels are shown, and arrive", async () => {
  const buyer = await newBuyer(askingApp(shop().app), home);
  const cart_id = await filledCart(buyer.ask, [{ product_id: 2, quantity: 3 }, { product_id: 3 }]);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms })).body;
  await shop().sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
  const order = String(orderId);
  const ok = (out: string) => ({ code: 0, out: `${out}\n`, err: "" });
  const run = (...given: string[]) => runCommand(shop().url, "order", ...given);
  const parcel = ["--line", "1=2", "--carrier", "DHL", "--tracking", "0034-1"];
  assert.deepEqual(
    await run("ship", order, ...parcel),
    ok(`Parcel 1 of order ${order} is sent: 2 units. Left to send: 2 units.`),
  );
  const { out } = await run(order);
  assert.match(out, /^Order \d+; paid .*; sent in part\n {2}line 1: 3 × .*, product 2; 2 sent\n/);
  assert.match(out, /\n {2}parcel 1: sent \d{4}-\d\d-\d\d \d\d:\d\d; DHL; 0034-1; 2 of line 1\n/);
  assert.equal(
    (await run("ship", order, "--line", "1=2")).err,
    "The order cannot be sent: of line 1 only 1 are left to send\n",
  );
  assert.deepEqual(
    await run("deliver", order, "--parcel", "1"),
    ok(`Parcel 1 of order ${order} has arrived. The order is paid.`),
  );
  assert.deepEqual(await run("ship", order), ok(`Order ${order} is shipped.`));
  assert.deepEqual(
    await run("deliver", order, "--parcel", "2"),
    ok(`Parcel 2 of order ${order} has arrived. The order is delivered.`),
  );
  assert.match((await run(order)).out, /\n {2}parcel 2: sent [-\d :]+; arrived [-\d :]+; 1 of line 1, 1 of line 2\n/);
});

test("npm run order says what is wrong with what it was given", async () => {
  for (const [given, sentence] of [
    [["abc", "shipped"], '"abc" is no order\'s number.'],
    [["5", "lost"], '"lost" is nothing that can be said of an order.'],
    [["5", "shipped", "now"], '"now" is too much.'],
    [["ship"], "Which order?"],
    [["ship", "5", "now"], '"now" is too much.'],
    [["ship", "5", "--line", "0"], '"0" is no line: --line 2 or --line 2=1'],
    [["ship", "5", "--carrier", " "], "--carrier takes 1 to 100 characters."],
    [
      ["5", "cancelled", "--line", "1"],
      "Only an order that is to be shipped has lines, a carrier and a tracking number.",
    ],
    [["5", "--parcel", "1"], "Only what is delivered is named as a parcel."],
    [["deliver", "5", "--parcel", "x"], '"x" is no parcel\'s number.'],
    [["5", "--despite-region"], "Only an order that is to be shipped is sent despite something."],
  ] as const) {
    const { code, out, err } = await runCommand(shop().url, "order", ...given);
    assert.deepEqual([code, out, err.split("\n")[0]], [2, "", sentence]);
  }
  assert.deepEqual(await runCommand(shop().url, "order", "999999"), {
    code: 1,
    out: "",
    err: "Don't exist order with this ID\n",
  });
});

test("an order of which every unit was refunded is not sent", async () => {
  const buyer = await newBuyer(askingApp(shop().app), home);
  const cart_id = await filledCart(buyer.ask);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms })).body;
  await shop().sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
  await shop().sql("update order_line set refunded_units = quantity where order_id = $1", [orderId]);
  assert.deepEqual(await runCommand(shop().url, "order", String(orderId), "shipped"), {
    code: 1,
    out: "",
    err: `The order cannot be sent: all its units were refunded; give back the rest with npm run refund -- ${orderId}\n`,
  });
});

test("npm run order shows what became of an order's mails: sent, not yet, or given up and why", async () => {
  const buyer = await newBuyer(askingApp(shop().app), home);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id: await filledCart(buyer.ask), ...terms })).body;
  const { customer_id } = (await buyer.ask("GET", "/customer")).body;
  const mailId = "5ab1c0de-0000-4000-8000-000000000001";
  const jobs = ["5ab1c0de-0000-4000-8000-000000000002", "5ab1c0de-0000-4000-8000-000000000003"];
  const payload = JSON.stringify({ customerId: customer_id, orderId });
  await shop().sql(
    "insert into sent_mail values ($1, $2, $3, '2026-01-02T03:04:05Z'), ($1, gen_random_uuid(), $4, now())",
    [customer_id, mailId, `Your order ${orderId}`, `Your order ${orderId}1`],
  );
  await shop().sql(
    `insert into job (job_id, task, payload, run_at, subject, created_at, failures, last_error, dead_lettered_at)
    select ids.id, 'mail-order-news', $2, '2026-01-03T00:00:00Z', $3, ids.at, ids.failures, ids.error, ids.given_up
    from unnest($1::uuid[], array['2026-01-02', '2026-01-03']::timestamptz[], array[2, 0], array['no answer', null],
      array[null, '2026-01-04']::timestamptz[]) as ids (id, at, failures, error, given_up)`,
    [jobs, payload, `customer ${customer_id}`],
  );
  const { out } = await runCommand(shop().url, "order", String(orderId));
  assert.deepEqual(
    out.split("\n").filter((line) => line.startsWith("  mail ")),
    [
      `  mail sent 2026-01-02 03:04: "Your order ${orderId}", Message-ID ${mailId}`,
      `  mail not sent yet: mail-order-news, job ${jobs[0]}, next try 2026-01-03 00:00, failed 2 times: no answer`,
      `  mail given up 2026-01-04 00:00: mail-order-news: ; npm run jobs -- --retry ${jobs[1]}`,
    ],
  );
});
