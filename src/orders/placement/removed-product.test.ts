import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  askingApp,
  filledCart,
  newBuyer,
  terms,
  type Buyer,
  type Reply,
} from "../../../test/support/clients/buyers.ts";
import { meanwhile } from "../../../test/support/databases/held.ts";
import { openServer } from "../../../test/support/servers/servers.ts";
import { cloneDatabase, testShop } from "../../../test/support/servers/shop.ts";

// In the sample, product 3 is counted by combination, product 8 as a whole, product 1 not at all.
let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const toldOf = ({ status, body }: Reply) => (status === 200 ? [200] : [status, body.error.code, body.error.message]);
const orderOf = (cart_id: string, by = buyer) => by.ask("POST", "/orders", { cart_id, ...terms });
/** Everything that an order writes. */
const written = async () =>
  (
    await shop()
      .sql(`select (select count(*) from customer_order) as orders, (select count(*) from order_line) as lines,
      (select count(*) from cart_item) as in_carts, (select sum(units) from stock) as units`)
  )[0];

const orderWhile = async (wanted: Parameters<typeof filledCart>[1], ...statements: string[]) => {
  const cart_id = await filledCart(buyer.ask, wanted);
  return { cart_id, told: toldOf(await meanwhile(shop().url, statements, () => orderOf(cart_id))) };
};

test("products removed while they are ordered are not sold, counted or not", async () => {
  await shop().sql("update stock set units = 5 where product_id = 8");
  const before = await written();
  for (const product_id of [8, 7]) {
    const { cart_id, told } = await orderWhile(
      [{ product_id, quantity: 5 }],
      `delete from product where product_id = ${product_id}`,
    );
    assert.deepEqual(told, [
      409,
      "CAR_04",
      "Not enough stock: something in the cart is not for sale any more; look at the cart and order again",
    ]);
    assert.deepEqual((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body, []);
    assert.equal(toldOf(await orderOf(cart_id))[1], "CAR_02");
  }
  assert.deepEqual(await written(), { ...before, units: String(Number(before?.["units"]) - 5) });
});

test("one removed line of many fails the whole order, and the others stay in the cart", async () => {
  const before = await written();
  const wanted = [{ product_id: 1 }, { product_id: 6 }, { product_id: 3, quantity: 2 }];
  const { cart_id, told } = await orderWhile(wanted, "delete from product where product_id = 6");
  assert.deepEqual(told.slice(0, 2), [409, "CAR_04"]);
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 2);
  assert.deepEqual(await written(), { ...before, in_carts: String(Number(before?.["in_carts"]) + 2) });
  assert.deepEqual(toldOf(await orderOf(cart_id)), [200]);
});

const changedMessage = (product: string) =>
  `Not enough stock: what is counted of this has changed just now, please order again: ${product} (M, White)`;
const nameOf = async (productId: number) =>
  String((await shop().sql("select name from product where product_id = $1", [productId]))[0]?.["name"]);

/** Changes of stock, made after the order has read the stock and while it waits for the cart's lines. */
const changes = {
  "is no longer counted": [21, "delete from stock where product_id = 21"],
  "is no longer counted as this combination": [3, "delete from stock where product_id = 3 and variant_key = '2,6'"],
  "becomes counted": [10, "insert into stock (product_id, variant_key, units) values (10, '', 50)"],
  "becomes counted, and not as this": [11, "insert into stock (product_id, variant_key, units) values (11, '1,7', 50)"],
  "becomes counted as a whole, too": [3, "insert into stock (product_id, variant_key, units) values (3, '', 50)"],
} as const;
for (const [what, [productId, change]] of Object.entries(changes))
  test(`what ${what} between reading and taking is not sold`, async () => {
    await shop().sql("insert into stock (product_id, variant_key, units) values (3, '2,6', 9) on conflict do nothing");
    const cart_id = await filledCart(buyer.ask, [{ product_id: productId, quantity: 2 }]);
    const before = await written();
    // Locks the cart's lines: the order has read them by then, and deletes them before it decrements stock.
    const lines = `select from cart_item where cart_id = '${cart_id}' for update`;
    const told = toldOf(await meanwhile(shop().url, [lines, change], () => orderOf(cart_id)));
    assert.deepEqual(told, [409, "CAR_04", changedMessage(await nameOf(productId))]);
    const after = await written();
    assert.deepEqual([after?.["orders"], after?.["in_carts"]], [before?.["orders"], before?.["in_carts"]]);
  });

describe("the trials can fail:", () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  before(async () => (database = await cloneDatabase()));
  after(() => database.drop());

  const faults = {
    "servers that do not look how many lines they removed": [
      (text: string) =>
        text.replace("raise_if_lines_are_gone(count(*)", "raise_if_lines_are_gone(cardinality($3::bigint[])"),
      ["delete from product where product_id = 7"],
      7,
    ],
    "servers that pass over what has no stock": [
      (text: string) => text.replace("count(demand.product_id) = rows", "true"),
      ["select from cart_item where product_id = 21 for update", "delete from stock where product_id = 21"],
      21,
    ],
  } as const;
  for (const [fault, [spoil, statements, product_id]] of Object.entries(faults))
    test(`they notice ${fault}`, async () => {
      const server = await openServer(database.url, { spoil });
      try {
        const by = await newBuyer(server.ask);
        const cart_id = await filledCart(by.ask, [{ product_id }]);
        assert.equal((await meanwhile(database.url, statements, () => orderOf(cart_id, by))).status, 200);
      } finally {
        await server.close();
      }
    });
});
