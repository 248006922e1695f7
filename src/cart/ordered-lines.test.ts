import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, newBuyer, terms, type Buyer } from "../../test/support/clients/buyers.ts";
import { openHold } from "../../test/support/databases/held.ts";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const buyers = () => Promise.all([newBuyer(askingApp(shop().app)), newBuyer(askingApp(shop().app))]);

const order = async ({ ask }: Buyer, cart_id: string) => {
  const { status, body } = await ask("POST", "/orders", { cart_id, ...terms });
  return status === 200 ? [200] : [status, body.error.code, body.error.field, body.error.message];
};
const claim = async ({ ask }: Buyer, cart_id: string): Promise<number> =>
  (await ask("POST", "/shoppingcart/claim", { cart_id })).body.items.length;
const linesIn = async ({ ask }: Buyer, cart_id: string) => (await ask("GET", `/shoppingcart/${cart_id}`)).body.length;

test("a guest's cart is ordered by whoever knows it, a claimed one by its owner alone", async () => {
  const [owner, stranger] = await buyers();
  assert.deepEqual(await order(stranger, await filledCart(stranger.ask)), [200]);
  const cart = await filledCart(owner.ask);
  await claim(owner, cart);
  const unknown = await order(stranger, "nobody's");
  assert.deepEqual(unknown.slice(0, 2), [400, "CAR_02"]);
  assert.deepEqual(await order(stranger, cart), unknown, "the same as for a cart that never was");
  assert.equal(await linesIn(stranger, cart), 1, "to look at it stays public");
  assert.deepEqual(await order(owner, cart), [200]);
});

/**
 * Locks the cart and starts both requests one after the other, so that the second waits behind the first. Returns both
 * results.
 */
const queued = async <First, Second>(
  cart: string,
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<[First, Second]> => {
  const hold = await openHold(shop().url);
  try {
    await hold.run("select from cart where cart_id = $1 for update", [cart]);
    const begun: Promise<unknown>[] = [first()];
    await hold.untilWaiting(1);
    begun.push(second());
    await hold.untilWaiting(2);
    await hold.commit();
    return (await Promise.all(begun)) as [First, Second];
  } finally {
    await hold.close();
  }
};

test("a claim that comes first keeps the cart from the stranger who was waiting to order it", async () => {
  const [owner, stranger] = await buyers();
  const cart = await filledCart(owner.ask);
  const [items, refused] = await queued(
    cart,
    () => claim(owner, cart),
    () => order(stranger, cart),
  );
  assert.deepEqual([items, refused.slice(0, 2)], [1, [400, "CAR_02"]]);
  assert.equal(await linesIn(owner, cart), 1);
  assert.deepEqual((await stranger.ask("GET", "/orders/inCustomer")).body, []);
  assert.deepEqual(await order(owner, cart), [200]);
});

test("an order that comes first was of a guest's cart; who claims it then finds it empty", async () => {
  const [owner, stranger] = await buyers();
  const cart = await filledCart(owner.ask);
  const both = await queued(
    cart,
    () => order(stranger, cart),
    () => claim(owner, cart),
  );
  assert.deepEqual(both, [[200], 0]);
});
