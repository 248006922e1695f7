import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import {
  askingApp,
  filledCart,
  home,
  newBuyer,
  terms,
  type Ask,
  type Buyer,
} from "../../test/support/clients/buyers.ts";
import { openShopOn, testShop, type TestShop } from "../../test/support/servers/shop.ts";
import { moveOrder } from "./states/move-order.ts";

let strict: TestShop;
after(() => strict.close());
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ url }) => void (strict = await openShopOn(url, { RATE_LIMIT: "off", CHECKOUT: "strict" })),
});
const ask = () => askingApp(shop().app);
/** A shipping method to Europe; `terms` has one to the US. */
const toEurope = { shipping_id: 4, tax_id: 1 };

const placed = async ({ ask: asking }: { ask: Ask }, wanted: object = terms): Promise<number> => {
  const { status, body } = await asking("POST", "/orders", { cart_id: await filledCart(asking), ...wanted });
  assert.equal(status, 200, JSON.stringify(body));
  return body.orderId;
};
const attentionOf = async ({ ask: asking }: Buyer, orderId: number) =>
  (await asking("GET", `/orders/shortDetail/${orderId}`)).body.attention;
const rowOf = async (orderId: number) =>
  (await shop().sql("select status, ship_to, attention from customer_order where order_id = $1", [orderId]))[0]!;
const pay = (orderId: number) =>
  shop().sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
const move = ({ customerId }: Buyer, orderId: number, to: "shipped" | "cancelled", isRegionWaived = false) =>
  moveOrder(shop().db, { customerId, orderId }, to, { byWhom: "a test", now: new Date(), isRegionWaived });
const blanks = { address_1: " ", city: "\u200b", country: "\u00ad\u2060 \ufeff" };

describe("an order is taken as shops of 2019 took it, and says what it lacks:", () => {
  test("an address that nobody gave, wherever orders are shown", async () => {
    const buyer = await newBuyer(ask(), null);
    const orderId = await placed(buyer, { shipping_id: 1, tax_id: 2 });
    assert.deepEqual(await attentionOf(buyer, orderId), ["address_missing"]);
    const [listed] = (await buyer.ask("GET", "/orders/inCustomer")).body;
    assert.deepEqual([listed.order_id, listed.attention], [orderId, ["address_missing"]]);
    const { orders } = (await buyer.ask("GET", "/customer/export")).body;
    assert.deepEqual(orders[0].attention, ["address_missing"]);
    assert.deepEqual(
      (await buyer.ask("POST", `/orders/${orderId}/cancel`)).body.attention,
      [],
      "nothing is to be sent",
    );
  });

  test("an address that shows nothing", async () => {
    for (const [field, nothing] of Object.entries(blanks)) {
      const buyer = await newBuyer(ask());
      await shop().sql(`update customer set ${field} = $2 where customer_id = $1`, [buyer.customerId, nothing]);
      assert.deepEqual(await attentionOf(buyer, await placed(buyer)), ["address_missing"], field);
    }
  });

  test("an address in another region than its way leads to", async () => {
    const buyer = await newBuyer(ask());
    assert.deepEqual(await attentionOf(buyer, await placed(buyer, toEurope)), ["shipping_region_differs"]);
    assert.deepEqual(await attentionOf(buyer, await placed(buyer)), []);
  });

  test("nothing, when the customer is in the region that says nothing: the way says it", async () => {
    const buyer = await newBuyer(ask(), { ...home, shipping_region_id: 1 });
    assert.deepEqual(await attentionOf(buyer, await placed(buyer, toEurope)), []);
    assert.deepEqual(await attentionOf(buyer, await placed(buyer)), []);
  });
});

describe("a strict checkout refuses, and nothing is changed:", () => {
  const refusedWith = async (buyer: Buyer, wanted: object) => {
    const cart_id = await filledCart(buyer.ask);
    const before = await shop().sql("select count(*)::int from customer_order");
    const headers = { "user-key": buyer.token };
    const { status, body } = await askingApp(strict.app)("POST", "/orders", { cart_id, ...wanted }, headers);
    assert.deepEqual(await shop().sql("select count(*)::int from customer_order"), before);
    assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);
    return [status, body.error.code, body.error.field];
  };

  test("shipping to another region than the customer's, the one that says nothing included", async () => {
    const [buyer, undecided] = [await newBuyer(ask()), await newBuyer(ask(), { ...home, shipping_region_id: 1 })];
    assert.deepEqual(await refusedWith(buyer, toEurope), [404, "SHP_02", "shipping_id"]);
    assert.deepEqual(await refusedWith(undecided, terms), [404, "SHP_02", "shipping_id"]);
    await buyer.ask("PUT", "/customers/address", { ...home, shipping_region_id: 3 });
    const asking = askingApp(strict.app);
    const signedIn: Ask = (method, path, body) => asking(method, path, body, { "user-key": buyer.token });
    assert.deepEqual(await attentionOf(buyer, await placed({ ask: signedIn }, toEurope)), []);
  });

  test("an order of a customer who has no address, or one that shows nothing", async () => {
    const [nowhere, blank] = [await newBuyer(ask(), null), await newBuyer(ask())];
    await shop().sql("update customer set city = $2 where customer_id = $1", [blank.customerId, blanks.city]);
    for (const buyer of [nowhere, blank])
      assert.deepEqual(await refusedWith(buyer, terms), [400, "COM_02", "address_1"]);
  });
});

describe("what has nowhere to go is not sent:", () => {
  test("an order without an address, whoever says so; nor does the database let it", async () => {
    const buyer = await newBuyer(ask(), null);
    const orderId = await placed(buyer);
    await pay(orderId);
    const before = await rowOf(orderId);
    for (const isRegionWaived of [false, true])
      await assert.rejects(move(buyer, orderId, "shipped", isRegionWaived), {
        code: "COM_02",
        status: 409,
        message: /cannot be sent: its address is missing/,
      });
    await assert.rejects(shop().sql("update customer_order set status = 'shipped' where order_id = $1", [orderId]), {
      constraint: "customer_order_sent_check",
    });
    assert.deepEqual(await rowOf(orderId), before);
  });

  test("an order to another region, unless the shop says that it is", async () => {
    const buyer = await newBuyer(ask());
    const orderId = await placed(buyer, toEurope);
    await pay(orderId);
    await assert.rejects(move(buyer, orderId, "shipped"), { status: 409, message: /another region than its way/ });
    assert.deepEqual((await rowOf(orderId))["status"], "paid");
    await move(buyer, orderId, "shipped", true);
    const { status, attention } = await rowOf(orderId);
    assert.deepEqual([status, attention], ["shipped", []]);
  });

  test("and the database knows no other reason", async () => {
    const orderId = await placed(await newBuyer(ask()));
    await assert.rejects(shop().sql("update customer_order set attention = '{lost}' where order_id = $1", [orderId]), {
      constraint: "customer_order_attention_check",
    });
  });
});
