import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { askFreely, refuses, signIn } from "../../test/support/clients/customers.ts";
import { adasPassword, makeFaulty, runImport } from "../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb, type Mariadb } from "../../test/support/databases/mariadb.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../test/support/servers/shop.ts";
import { openSmtp, type SmtpServer } from "../../test/support/fakes/smtp.ts";
import { until } from "../../test/support/until.ts";
import { moveOrder } from "../orders/index.ts";
import { cancelUnpaid } from "../orders/states/cancel-unpaid.ts";

describe("a shop that was taken over", { skip: withoutMariadb }, () => {
  const ends: (() => Promise<unknown>)[] = [];
  let mariadb: Mariadb;
  let shop: TestShop;
  let smtp: SmtpServer;

  before(async () => {
    mariadb = await startMariadb();
    ends.push(() => mariadb.stop());
    await makeFaulty(mariadb, "faulty");
    const { url, drop } = await cloneDatabase("empty");
    ends.push(drop);
    assert.equal((await runImport(url, mariadb.url("faulty"))).code, 0);
    smtp = await openSmtp();
    ends.push(() => smtp.close());
    shop = await openShopOn(url, {
      WORKER: "on",
      SMTP_URL: smtp.url,
      RATE_LIMIT: "off",
      STOREFRONT_URL: "https://shop.example/",
      SAMPLE_CATALOGUE: "off",
    });
    ends.push(() => shop.close());
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  const ada = { email: "ada@example.com", password: adasPassword, address: "192.0.2.7" };
  const asking = async () => {
    const { accessToken: token } = await signIn(shop.app, ada);
    return (method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: Record<string, unknown>) =>
      askFreely(shop.app, method, url, { token, body });
  };

  test("a customer signs in with the password of the older shop, and its hash becomes one of ours", async () => {
    const ask = await asking();
    const { name, address_1, credit_card, shipping_region_id } = (await ask("GET", "/customer")).json();
    assert.deepEqual(
      [name, address_1, credit_card, shipping_region_id],
      ["Ada Weaver", "1 Café Lane", "XXXXXXXX1111", 2],
    );
    const [row] = await shop.sql(
      "select password_hash like '$argon2id$%' as is_ours from customer where customer_id = 1",
    );
    assert.deepEqual(row, { is_ours: true });
    await signIn(shop.app, ada);
  });

  test("a product, its place, a cart and a review are found under their old numbers", async () => {
    const get = async (url: string) => (await askFreely(shop.app, "GET", url)).json();
    const { name, price, discounted_price, thumbnail } = await get("/products/2");
    assert.deepEqual([name, price, discounted_price, thumbnail], ["Paper Kite", "16.95", "15.95", null]);
    assert.equal((await get("/products/search?query_string=kite")).count, 1, "its words are found");
    assert.equal((await get("/products/search?query_string=kihte")).rows[0]?.product_id, 2, "and misspelt ones");
    assert.deepEqual(await get("/products/9/locations"), [
      { category_id: 2, category_name: "Café", department_id: 1, department_name: "Regional" },
    ]);
    const cart = await get("/shoppingcart/cart-of-ada");
    assert.deepEqual(
      cart.map(({ item_id: _, ...line }: Record<string, unknown>) => line),
      [
        {
          name: "Harbour Light",
          attributes: '{"color":"white","size":"s"}',
          product_id: 1,
          price: "14.99",
          quantity: 5,
          image: "harbour.gif",
          subtotal: "74.95",
        },
      ],
    );
    assert.deepEqual(
      (await get("/shoppingcart/getSaved/cart-of-ada")).map((line: Record<string, unknown>) => line["name"]),
      ["Paper Kite"],
    );
    assert.deepEqual(await get("/products/1/reviews"), [
      {
        name: "Ada Weaver",
        review_id: 1,
        review: "Bright.",
        rating: 5,
        created_on: "2019-05-01T10:00:00.000Z",
        edited_on: null,
      },
    ]);
  });

  test("an old order shows the amount on record, and what was bought", async () => {
    const ask = await asking();
    const {
      ship_to: _,
      shipping_type: _way,
      tax_type: _tax,
      ...summary
    } = (await ask("GET", "/orders/shortDetail/1")).json();
    assert.deepEqual(summary, {
      order_id: 1,
      total_amount: "46.93",
      created_on: "2019-07-21T08:56:02.000Z",
      shipped_on: null,
      status: "pending",
      name: "Ada Weaver",
      subtotal_amount: "46.93",
      shipping_amount: "5.00",
      tax_amount: "4.41",
      attention: [],
      refunded_amount: "0.00",
      dispute_status: null,
      currency: "EUR",
    });
    assert.deepEqual((await ask("GET", "/orders/14")).json(), [
      {
        order_id: 14,
        product_id: 777,
        attributes: "",
        product_name: "Product 777",
        quantity: 1,
        unit_cost: "30.00",
        subtotal: "30.00",
      },
    ]);
    const { orders } = (await ask("GET", "/customer/export")).json();
    assert.deepEqual(
      orders.map(({ order_id, total_amount }: Record<string, unknown>) => [order_id, total_amount]),
      [
        [15, "5.00"],
        [14, "50.00"],
        [5, "21.69"],
        [2, "20.41"],
        [1, "46.93"],
      ],
    );
  });

  test("an imported unpaid order is not swept, takes no stock, and is charged as recorded", async () => {
    assert.equal(await cancelUnpaid(shop.db, 60), 0);
    await shop.sql("insert into stock (product_id, variant_key, units) values (2, '', 3)");
    const ask = await asking();
    const body = { stripeToken: "tok_visa", order_id: 1, description: "An old order" };
    const charged = await ask("POST", "/stripe/charge", body);
    assert.deepEqual([charged.statusCode, charged.json().amount], [200, 4693], charged.body);
    assert.deepEqual(await shop.sql("select units from stock"), [{ units: 3 }]);
    await until(() => smtp.received.some(({ subject }) => subject === "Your order 1"), 8000, "the confirmation");
    assert.match(smtp.received.find(({ subject }) => subject === "Your order 1")?.text ?? "", /USD 46\.93|EUR 46\.93/);
  });

  test("numbers go on after the highest that came along", async () => {
    const ask = await asking();
    await ask("POST", "/shoppingcart/add", { cart_id: "new", product_id: 1, attributes: "S" });
    const placed = await ask("POST", "/orders", { cart_id: "new", shipping_id: 3, tax_id: 1 });
    assert.deepEqual(placed.json(), { orderId: 16, order_id: 16 });
    const body = { name: "Cleo", email: "cleo@example.com", password: "twill and denim 9" };
    assert.equal((await askFreely(shop.app, "POST", "/customers", { body })).json().customer.customer_id, 7);
    const [next] = await shop.sql(
      "insert into product (name, description, price_cents) values ('New', '', 1) returning product_id::int",
    );
    assert.deepEqual(next, { product_id: 12 });
    const [after] = await shop.sql("insert into department (name) values ('New') returning department_id::int");
    assert.deepEqual(after, { department_id: 5 }, "the numbers of those that were set aside are old too");
  });

  const moved = (email: string) =>
    smtp.received.filter(({ text, recipients }) => recipients.includes(email) && /Our shop has moved/.test(text ?? ""));
  const login = (email: string, password: string) =>
    ["POST", "/customers/login", { body: { email, password } }] as const;

  test("a customer without a usable password is refused as anybody, and gets one mail an hour", async () => {
    for (let time = 0; time < 2; time += 1) {
      const told = await refuses(shop.app, login("ben@example.com", "password"), "400 USR_01");
      const stranger = await refuses(shop.app, login("stranger@example.com", "password"), "400 USR_01");
      assert.equal(told.body, stranger.body);
      await until(() => moved("ben@example.com").length > 0, 8000, "the mail");
    }
    await refuses(shop.app, login(ada.email, "not the one"), "400 USR_01");
    await until(
      async () => (await shop.sql("select from job where task = 'mail-moved-password'")).length === 0,
      8000,
      "the jobs",
    );
    assert.equal(moved("ben@example.com").length, 1);
    assert.deepEqual([...moved("stranger@example.com"), ...moved(ada.email)], []);
    const token = /the code in it: (\S+)/.exec(moved("ben@example.com")[0]?.text ?? "")?.[1];
    const body = { token, password: "warp and weft 12" };
    assert.equal((await askFreely(shop.app, "POST", "/customers/password/reset", { body })).statusCode, 200);
    await signIn(shop.app, { email: "ben@example.com", password: "warp and weft 12", address: "192.0.2.8" });
    await refuses(shop.app, login("ben@example.com", "password"), "400 USR_01");
    await until(
      async () => (await shop.sql("select from job where task = 'mail-moved-password'")).length === 0,
      8000,
      "the jobs",
    );
    assert.equal(moved("ben@example.com").length, 1, "a password that is there is never asked for again");
  });

  test("an erased customer takes their rejected rows along, and does not come back", async () => {
    const ask = await asking();
    const { set_aside } = (await ask("GET", "/customer/export")).json();
    const own = set_aside.map(({ source_table, reason }: Record<string, string>) => `${source_table}: ${reason}`);
    assert.equal(own.length, 9);
    assert.ok(own.includes("orders: it has no lines") && own.includes("review: rating is not from 1 to 5"));
    const kept = async () => (await shop.sql("select count(*)::int as count from import_reject"))[0]?.["count"];
    const before = Number(await kept());
    // An order that was imported and paid here is not sent yet.
    const refused = await ask("DELETE", "/customer");
    assert.deepEqual([refused.statusCode, /order 1 is paid and not sent yet/.test(refused.body)], [409, true]);
    for (const to of ["shipped", "delivered"] as const)
      await moveOrder(shop.db, { customerId: 1, orderId: 1 }, to, { byWhom: "a test", now: new Date() });
    assert.equal((await ask("DELETE", "/customer")).statusCode, 200);
    assert.deepEqual(
      await shop.sql("select distinct note from order_audit where customer_id = 1 and by_whom = 'import'"),
      [{ note: "" }],
    );
    // Deletes also the rejected rows of their orders, and the record of what an imported audit entry lost.
    assert.equal(before - Number(await kept()), 9 + 5 + 3);
    assert.deepEqual(await shop.sql("select from import_reject where content ->> 'customer_id' = '1'"), []);
    const left = await kept();
    assert.equal((await runImport(shop.url, mariadb.url("faulty"), "--status", "7=delivered")).code, 0);
    assert.equal(await kept(), left);
    assert.deepEqual(
      await shop.sql(
        "select ship_to, note from customer_order join order_audit using (customer_id, order_id) where order_id = 9",
      ),
      [{ ship_to: {}, note: "" }],
      "an order that comes now comes without its buyer",
    );
    assert.deepEqual(
      await shop.sql("select from import_fingerprint where source_table = 'customer' and source_key = '1'"),
      [],
    );
    assert.deepEqual(await shop.sql("select name, credit_card from customer where customer_id = 1"), [
      { name: "Erased", credit_card: null },
    ]);
  });
});
