import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, newBuyer, placedOrder, terms, type Ask } from "../../../test/support/clients/buyers.ts";
import { openHold } from "../../../test/support/databases/held.ts";
import { openServer } from "../../../test/support/servers/servers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

const orderRow = async (order_id: number) =>
  (
    await shop().sql(
      "select status, ship_to ->> 'city' as city, is_kept_for_invoice from customer_order where order_id = $1",
      [order_id],
    )
  )[0];
/**
 * Erases a customer while they order: the order has locked the customer and waits for its cart, and the erasure waits
 * for the order.
 */
const eraseWhileBuying = async (ask: Ask) => {
  const buyer = await newBuyer(ask);
  const cart_id = await filledCart(buyer.ask);
  const hold = await openHold(shop().url);
  try {
    await hold.run("select from cart where cart_id = $1 for update", [cart_id]);
    const ordering = buyer.ask("POST", "/orders", { cart_id, ...terms });
    await hold.untilWaiting(1, ordering);
    const erasing = buyer.ask("DELETE", "/customer");
    await hold.untilWaiting(2, erasing);
    await hold.commit();
    const [ordered, erased] = await Promise.all([ordering, erasing]);
    return { told: [ordered.status, erased.status], order_id: ordered.body.orderId as number };
  } finally {
    await hold.close();
  }
};

test("who is erased while buying leaves no address behind, and no order that could be paid", async () => {
  const { told, order_id } = await eraseWhileBuying(askingApp(shop().app));
  assert.deepEqual(told, [200, 200]);
  assert.deepEqual(await orderRow(order_id), { status: "cancelled", city: null, is_kept_for_invoice: false });
});

test("the trial can fail: it notices orders placed without the customer's lock", async () => {
  const spoil = (text: string) => (text.includes("as is_proven") ? text.replace("for no key update", "") : text);
  const server = await openServer(shop().url, { spoil });
  try {
    const { told, order_id } = await eraseWhileBuying(server.ask);
    assert.deepEqual(told, [200, 200]);
    assert.deepEqual(await orderRow(order_id), { status: "pending", city: "Paterson", is_kept_for_invoice: false });
  } finally {
    await server.close();
  }
});

/**
 * Erases a customer with an older order of product 9 and a newer one of product 5, while another transaction locks the
 * stock of 5 and then of 9, in the order that every transaction keeps.
 */
const eraseWhileTaking = async (ask: Ask) => {
  await shop().sql(
    "insert into stock (product_id, variant_key, units) values (5, '', 50), (9, '', 50) on conflict do nothing",
  );
  const buyer = await newBuyer(ask);
  for (const product_id of [9, 5]) await placedOrder(buyer, [{ product_id, quantity: 2 }]);
  const hold = await openHold(shop().url);
  const deadlocks = async () =>
    (await shop().sql("select deadlocks::int from pg_stat_database where datname = current_database()"))[0]?.[
      "deadlocks"
    ];
  const before = await deadlocks();
  await hold.run("select from stock where product_id = 5 for update");
  const erasing = buyer.ask("DELETE", "/customer");
  try {
    await hold.untilWaiting(1, erasing);
    // The erasure waits for product 5 and has not locked product 9.
    await hold.run("select from stock where product_id = 9 for update nowait");
    await hold.commit();
  } finally {
    await hold.close();
    assert.equal((await erasing).status, 200);
  }
  assert.deepEqual(await deadlocks(), before);
};

test("what several orders took goes back in the order in which everybody takes stock", async () => {
  await eraseWhileTaking(askingApp(shop().app));
  assert.deepEqual(await shop().sql("select product_id::int, units from stock where product_id in (5, 9) order by 1"), [
    { product_id: 5, units: 50 },
    { product_id: 9, units: 50 },
  ]);
});

test("the trial can fail: it notices servers that take stock in another order", async () => {
  const spoil = (text: string) =>
    text.replace('order by product_id, variant_key collate "C"', "order by product_id desc");
  const server = await openServer(shop().url, { spoil });
  try {
    await assert.rejects(eraseWhileTaking(server.ask), { code: "55P03" });
  } finally {
    await server.close();
  }
});
