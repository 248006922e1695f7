import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  askingApp,
  askingUrl,
  elsewhere,
  filledCart,
  newBuyer,
  patient,
  terms,
  type Ask,
  type Buyer,
  type Reply,
  type Wanted,
} from "../../../test/support/clients/buyers.ts";
import { upTo } from "../../../test/support/crowd.ts";
import { openHold } from "../../../test/support/databases/held.ts";
import { openServer, type ServerOptions } from "../../../test/support/servers/servers.ts";
import { cloneDatabase, openShopOn, testShop } from "../../../test/support/servers/shop.ts";

const settings = {
  MAX_PENDING_ORDERS: "4",
  MAX_PENDING_ORDERS_UNPROVEN: "2",
  MAX_RESERVED_UNITS: "10",
  MAX_RESERVED_UNITS_UNPROVEN: "6",
  ORDERS_PER_HOUR: "0",
  MAX_RESERVED_UNITS_NETWORK: "0",
};
const shop = testShop({ settings });

const order = async ({ ask }: Pick<Buyer, "ask">, wanted?: readonly Wanted[], headers = {}): Promise<Reply> =>
  ask("POST", "/orders", { cart_id: await filledCart(ask, wanted), ...terms }, headers);
const toldOf = ({ status, body }: Reply) => (status === 200 ? 200 : [status, body.error.code, body.error.message]);
const prove = ({ customerId }: Buyer) =>
  shop().sql("update customer set email_verified_at = now() where customer_id = $1", [customerId]);
const counted = (quantity: number): Wanted[] => [
  { product_id: 8, quantity },
  { product_id: 1, quantity: 99 },
];

test("two unpaid orders without a confirmed address, four with one; the next is refused", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const first = await order(buyer);
  assert.deepEqual([toldOf(first), toldOf(await order(buyer))], [200, 200]);
  const cart_id = await filledCart(buyer.ask);
  const refused = await buyer.ask("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": "third" });
  assert.deepEqual(toldOf(refused), [
    409,
    "COM_02",
    "Invalid Data: 2 orders wait for their payment, and no more than 2 may. Pay or cancel some first. Confirming the e-mail address raises this limit.",
  ]);
  assert.equal((await buyer.ask("GET", "/orders/inCustomer")).body.length, 2);
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);

  await prove(buyer);
  const placed = await buyer.ask("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": "third" });
  assert.deepEqual([toldOf(placed), toldOf(await order(buyer))], [200, 200]);
  assert.deepEqual(toldOf(await order(buyer)), [
    409,
    "COM_02",
    "Invalid Data: 4 orders wait for their payment, and no more than 4 may. Pay or cancel some first.",
  ]);
  assert.equal((await buyer.ask("POST", `/orders/${first.body.orderId}/cancel`)).status, 200);
  assert.deepEqual([toldOf(await order(buyer)), (await order(buyer)).status], [200, 409]);
  const payment = { stripeToken: "tok_visa", order_id: placed.body.orderId, description: "A shirt" };
  assert.equal((await buyer.ask("POST", "/stripe/charge", payment)).status, 200);
  assert.deepEqual([toldOf(await order(buyer)), (await order(buyer)).status], [200, 409]);
});

test("unpaid orders hold a bounded number of counted units; uncounted ones are free", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const units = async () => (await shop().sql("select units from stock where product_id = 8"))[0]?.["units"];
  const before = Number(await units());
  assert.equal(toldOf(await order(buyer, counted(6))), 200);
  assert.deepEqual(toldOf(await order(buyer, counted(1))), [
    409,
    "COM_02",
    "Invalid Data: unpaid orders hold 6 units, and together with this one they may hold no more than 6. Pay or cancel some first. Confirming the e-mail address raises this limit.",
  ]);
  assert.equal(await units(), before - 6);
  assert.equal(toldOf(await order(buyer, [{ product_id: 1, quantity: 99 }])), 200);
  await prove(buyer);
  assert.deepEqual([toldOf(await order(buyer, counted(4))), (await order(buyer, counted(1))).status], [200, 409]);
  assert.equal(await units(), before - 10);
  assert.equal((await order(await newBuyer(askingApp(shop().app)), counted(7))).status, 409);
});

test("orders that an older shop left pending do not count, and 0 and RATE_LIMIT=off are no limit", async () => {
  const { sql, url } = shop();
  const buyer = await newBuyer(askingApp(shop().app));
  for (const _ of upTo(2)) await order(buyer);
  await sql("update customer_order set imported_at = now() where customer_id = $1", [buyer.customerId]);
  assert.equal(toldOf(await order(buyer)), 200);
  for (const free of [{ RATE_LIMIT: "off" }, { MAX_PENDING_ORDERS_UNPROVEN: "0", MAX_RESERVED_UNITS_UNPROVEN: "0" }]) {
    const other = await openShopOn(url, { ...settings, ...free });
    try {
      const there = elsewhere(buyer, askingApp(other.app));
      for (const _ of upTo(3)) assert.equal(toldOf(await order(there, counted(5))), 200);
    } finally {
      await other.close();
    }
  }
});

describe("of fifty orders that one account places at once, over two servers,", () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;
  before(async () => (database = await cloneDatabase()));
  after(() => database.drop());

  const rush = async (options: ServerOptions): Promise<Record<string, number>> => {
    const limited = {
      ...options,
      settings: { RATE_LIMIT: "on", ORDERS_PER_HOUR: "0", MAX_PENDING_ORDERS_UNPROVEN: "7" },
    };
    const servers = await Promise.all([1, 2].map(() => openServer(database.url, limited)));
    try {
      const buyer = await newBuyer(servers[0]!.ask);
      const carts = await Promise.all(upTo(50).map(() => filledCart(servers[0]!.ask)));
      const asks: Ask[] = servers.map(({ url }) => elsewhere(buyer, askingUrl(url)).ask);
      const told = await Promise.all(
        carts.map(async (cart_id, n) => {
          const reply = await patient(asks[n % 2]!)("POST", "/orders", { cart_id, ...terms });
          return reply.status === 200 ? "200" : `${reply.status} ${reply.body.error.code}`;
        }),
      );
      return Object.fromEntries([...Map.groupBy(told, (each) => each)].map(([each, all]) => [each, all.length]));
    } finally {
      await Promise.all(servers.map(({ close }) => close()));
    }
  };

  test("exactly as many come through as may be pending", async () => {
    assert.deepEqual(await rush({}), { "200": 7, "409 COM_02": 43 });
  });

  /** Places two orders at once where one may be pending; both have begun before either can end. */
  const pair = async (options: ServerOptions): Promise<number[]> => {
    const server = await openServer(database.url, {
      ...options,
      settings: { RATE_LIMIT: "on", MAX_PENDING_ORDERS_UNPROVEN: "1" },
    });
    const hold = await openHold(database.url);
    try {
      const buyer = await newBuyer(server.ask);
      const carts = await Promise.all([1, 2].map(() => filledCart(buyer.ask, [{ product_id: 8 }])));
      await hold.run("select from stock where product_id = 8 for update");
      const ordering = carts.map((cart_id) => buyer.ask("POST", "/orders", { cart_id, ...terms }));
      await hold.untilWaiting(2);
      await hold.commit();
      return (await Promise.all(ordering)).map(({ status }) => status).toSorted((one, other) => one - other);
    } finally {
      await hold.close();
      await server.close();
    }
  };

  test("the second of two that have begun at once is refused", async () => {
    assert.deepEqual(await pair({}), [200, 409]);
  });

  test("the trial can fail: it notices servers that do not hold the customer's row", async () => {
    const spoil = (text: string) => (text.includes("as is_proven") ? text.replace("for no key update", "") : text);
    assert.deepEqual(await pair({ spoil }), [200, 200]);
  });
});
