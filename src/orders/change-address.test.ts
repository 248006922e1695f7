import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  askingApp,
  filledCart,
  home,
  newBuyer,
  placedOrder,
  type Buyer,
  type Json,
} from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { moveOrder } from "./states/move-order.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const ask = () => askingApp(shop().app);
const elsewhere = { ...home, address_1: "2 Mill Street", city: "Lowell", region: "MA", postal_code: "01852" };

const change = async (
  { ask: asking }: Buyer,
  orderId: number,
  address: Readonly<Record<string, unknown>> = elsewhere,
) => {
  const { status, body } = await asking("PUT", `/orders/${orderId}/address`, address);
  return status === 200 ? body : [status, body.error.code, body.error.field, body.error.message];
};
const rowOf = async (orderId: number): Promise<Json> =>
  (
    await shop().sql("select status, ship_to, attention, total_cents::int from customer_order where order_id = $1", [
      orderId,
    ])
  )[0]!;
const bringTo = (orderId: number, status: string) =>
  shop().sql(
    "update customer_order set status = $2, paid_at = case when $2 in ('pending', 'cancelled') then null else created_at end where order_id = $1",
    [orderId, status],
  );
const audit = (orderId: number) =>
  shop().sql("select entry, from_status, to_status, by_whom, note from order_audit where order_id = $1 and entry > 1", [
    orderId,
  ]);

test("an order that lacks its address is completed, and then sent", async () => {
  const buyer = await newBuyer(ask(), null);
  const orderId = await placedOrder(buyer);
  await bringTo(orderId, "paid");
  const { total_cents } = await rowOf(orderId);
  const answered = await change(buyer, orderId, { ...elsewhere, region: "", postal_code: 1852, address_2: "Loft 3" });
  assert.deepEqual([answered.order_id, answered.status, answered.attention], [orderId, "paid", []]);
  const { shipping_region_id: _, ...place } = { ...elsewhere, region: null, postal_code: "1852", address_2: "Loft 3" };
  assert.deepEqual(await rowOf(orderId), {
    status: "paid",
    ship_to: { name: "Ada Weaver", ...place },
    attention: [],
    total_cents,
  });
  assert.equal((await buyer.ask("GET", "/customer")).body.city, null, "the customer's own address stays as it is");
  const by_whom = `customer ${buyer.customerId}`;
  const completed = { entry: 2, from_status: "paid", to_status: "paid", by_whom, note: "The address was completed" };
  assert.deepEqual(await audit(orderId), [completed]);
  await moveOrder(shop().db, { customerId: buyer.customerId, orderId }, "shipped", {
    byWhom: "a test",
    now: new Date(),
  });
  assert.equal((await rowOf(orderId))["status"], "shipped");
});

test("an address is replaced as a whole, as often as the buyer likes, and leaves no more traces", async () => {
  const buyer = await newBuyer(ask(), { ...home, address_2: "Back door" });
  const orderId = await placedOrder(buyer);
  assert.equal((await rowOf(orderId))["ship_to"].address_2, "Back door");
  for (let round = 0; round < 3; round += 1) assert.deepEqual((await change(buyer, orderId)).attention, []);
  assert.equal((await rowOf(orderId))["ship_to"].address_2, null);
  assert.deepEqual(await audit(orderId), []);
});

test("the region that says nothing stands for the way's", async () => {
  const buyer = await newBuyer(ask());
  const orderId = await placedOrder(buyer);
  assert.deepEqual((await change(buyer, orderId, { ...elsewhere, shipping_region_id: 1 })).attention, []);
});

test("an order to another region than its way's is settled by an address in that region", async () => {
  const buyer = await newBuyer(ask());
  const wanted = { cart_id: await filledCart(buyer.ask), shipping_id: 4, tax_id: 1 };
  const { orderId } = (await buyer.ask("POST", "/orders", wanted)).body;
  const inEurope = { ...elsewhere, city: "Gent", country: "Belgium", region: "", shipping_region_id: 3 };
  const before = await rowOf(orderId);
  const unsaid = await change(buyer, orderId, { ...inEurope, shipping_region_id: 1 });
  assert.deepEqual(
    unsaid.slice(0, 3),
    [404, "SHP_02", "shipping_region_id"],
    "the region that says nothing settles nothing",
  );
  assert.deepEqual(await rowOf(orderId), before);
  assert.deepEqual((await change(buyer, orderId, inEurope)).attention, []);
});

describe("an address is refused, and the order stays as it is,", () => {
  const refused = async (buyer: Buyer, orderId: number, address?: Readonly<Record<string, unknown>>) => {
    const before = await rowOf(orderId);
    const answer = await change(buyer, orderId, address);
    assert.deepEqual(await rowOf(orderId), before);
    return answer;
  };

  test("in another region than the order's way leads to, which is named", async () => {
    const buyer = await newBuyer(ask(), null);
    const orderId = await placedOrder(buyer);
    for (const shipping_region_id of [3, 99])
      assert.deepEqual(await refused(buyer, orderId, { ...elsewhere, shipping_region_id }), [
        404,
        "SHP_02",
        "shipping_region_id",
        "Don't exist shipping with this ID outside of US / Canada (2), where the order's way leads: give an address there",
      ]);
  });

  test("that shows nothing", async () => {
    const buyer = await newBuyer(ask());
    const blank = { ...elsewhere, address_1: " ", city: "\u200b", country: "\u00ad", region: " ", postal_code: "" };
    const [status, code, field] = await refused(buyer, await placedOrder(buyer), blank);
    assert.deepEqual([status, code, field], [400, "USR_02", "address_1,city,country"]);
  });

  for (const status of ["shipped", "delivered", "cancelled", "refunded"])
    test(`of an order that is ${status}`, async () => {
      const buyer = await newBuyer(ask());
      const orderId = await placedOrder(buyer);
      await bringTo(orderId, status);
      const said = `Invalid Data: an order that is ${status} takes no address`;
      assert.deepEqual(await refused(buyer, orderId), [409, "COM_02", "order_id", said]);
    });

  test("from somebody else, who learns nothing of the order", async () => {
    const [buyer, other] = [await newBuyer(ask()), await newBuyer(ask())];
    const answers = [await refused(other, await placedOrder(buyer)), await change(other, 999_999)];
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0].slice(0, 2), [404, "ORD_01"]);
  });
});
