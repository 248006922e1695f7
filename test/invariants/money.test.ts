import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buyersFor, elsewhere, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { twoServers, type ServerOptions, type TwoServers } from "../support/servers/servers.ts";
import { tell } from "../support/tally.ts";
import { counts, seed } from "../support/trials.ts";

const orderCount = counts.moneyOrders;

/** A product as the shop offered it before anything was bought. */
type Priced = {
  readonly product_id: number;
  readonly name: string;
  readonly price: string;
  readonly discounted_price: string;
};
type Bought = {
  readonly orderId: number;
  readonly lines: readonly { product_id: number; attributes: string; quantity: number }[];
  readonly shipping_id: number;
  readonly tax_id: number;
};

const cents = (amount: string): bigint => BigInt(amount.replace(".", ""));
const amount = (sum: bigint): string => `${sum / 100n}.${String(sum % 100n).padStart(2, "0")}`;
const shippingCents: Readonly<Record<number, bigint>> = { 1: 2000n, 2: 1000n, 3: 500n };

/** Sets prices from 0.01 on, some of them with a discount; no two products have the same. */
const priceProducts = async ({ sql }: TwoServers): Promise<void> => {
  await sql(`update product set price_cents = 1 + (product_id * 7919) % 12007,
    discounted_price_cents = case when product_id % 3 = 0 and (product_id * 7919) % 12007 > 1 then 1 + ((product_id * 7919) % 12007) / 2 end`);
  await sql("update tax set tax_basis_points = 777 where tax_id = 2");
  await sql("delete from stock");
};

const claims = {
  price: "0.01",
  unit_cost: "0.01",
  total_amount: "0.01",
  subtotal_amount: 0,
  tax_amount: "-5.00",
  shipping_cost: "0.00",
  tax_percentage: "0.00",
  discount: 100,
  customer_id: 1,
};

/** Recomputes the order from the request and the offered prices; returns where the shop differs. */
const differences = async (buyer: Buyer, bought: Bought, prices: ReadonlyMap<number, Priced>): Promise<string[]> => {
  const effective = ({ price, discounted_price }: Priced) =>
    cents(discounted_price) > 0n ? cents(discounted_price) : cents(price);
  const expected = bought.lines.map(({ product_id, attributes, quantity }) => {
    const product = prices.get(product_id) as Priced;
    const each = effective(product);
    return {
      order_id: bought.orderId,
      product_id,
      attributes,
      product_name: product.name,
      quantity,
      unit_cost: amount(each),
      subtotal: amount(each * BigInt(quantity)),
    };
  });
  const subtotal = expected.reduce((sum, line) => sum + cents(line.subtotal), 0n);
  const shipping = shippingCents[bought.shipping_id] ?? 0n;
  const perTenThousand = bought.tax_id === 1 ? 850n : 777n;
  const exact = (subtotal + shipping) * perTenThousand;
  const tax = exact / 10_000n + (exact % 10_000n >= 5000n ? 1n : 0n);
  const lines = (await buyer.ask("GET", `/orders/${bought.orderId}`)).body as { product_id: number }[];
  const detail = (await buyer.ask("GET", `/orders/shortDetail/${bought.orderId}`)).body;
  const found: string[] = [];
  const sorted = (all: readonly { product_id: number }[]) =>
    JSON.stringify(all.toSorted((one, other) => one.product_id - other.product_id));
  if (sorted(lines) !== sorted(expected)) found.push(`lines ${sorted(lines)} instead of ${sorted(expected)}`);
  const sums = {
    subtotal_amount: subtotal,
    shipping_amount: shipping,
    tax_amount: tax,
    total_amount: subtotal + shipping + tax,
  };
  for (const [name, sum] of Object.entries(sums))
    if (detail[name] !== amount(sum)) found.push(`${name} ${detail[name]} instead of ${amount(sum)}`);
  return found;
};

/** Buys at random on both servers at once; returns every difference that the checker finds. */
const buyAndCheck = async (
  { servers, sql }: TwoServers,
  count: number,
  random: ReturnType<typeof seededRandom>,
): Promise<{ differences: string[]; orders: number }> => {
  const buyers = await buyersFor(count, servers[0].ask);
  const at = (index: number, server: number) =>
    elsewhere(buyers[index % buyers.length] as Buyer, (servers[server % 2] as TwoServers["servers"][0]).ask);
  const { rows } = (await servers[0].ask("GET", "/products?limit=100")).body as { rows: Priced[] };
  const prices = new Map(rows.map((product) => [product.product_id, product]));
  const wishes = upTo(count).map((index) => {
    const products = new Set(upTo(1 + random.below(4)).map(() => random.pick(rows).product_id));
    const lines = [...products].map((product_id) => ({
      product_id,
      attributes: `size ${random.below(5)}`,
      quantity: 1 + random.below(random.pick([3, 3, 999])),
    }));
    return { cart: `money ${index}`, lines, shipping_id: 1 + random.below(3), tax_id: 1 + random.below(2) };
  });
  const found = await crowd(wishes, 6, async ({ cart, lines, ...terms }, index) => {
    const { ask } = at(index, index);
    for (const line of lines) await ask("POST", "/shoppingcart/add", { cart_id: cart, ...line, ...claims });
    const placed = await ask("POST", "/orders", { ...claims, cart_id: cart, ...terms });
    assert.equal(placed.status, 200, JSON.stringify(placed.body));
    return differences(at(index, index + 1), { orderId: placed.body.orderId, lines, ...terms }, prices);
  });
  const [{ orders }] = (await sql("select count(*)::int as orders from customer_order")) as [{ orders: number }];
  return { differences: found.flat(), orders };
};

const suite = (wish: ServerOptions) => twoServers({ wish: () => wish, prepare: priceProducts });

describe(`${orderCount} random orders`, () => {
  const open = suite({});
  test("come to the cent to what an independent checker makes of them", async (context) => {
    const { differences, orders } = await buyAndCheck(open(), orderCount, seededRandom(seed));
    tell(context, "orders recomputed to the cent", { orders, wrong: differences.length });
    assert.deepEqual({ differences, orders }, { differences: [], orders: orderCount });
  });
});

describe("the checker can fail:", () => {
  const fullPrice = suite({
    spoil: (text) => text.replace("effective_price_cents as unit_cost_cents", "price_cents as unit_cost_cents"),
  });
  test("it notices a shop that forgets what is reduced", async () => {
    assert.match((await buyAndCheck(fullPrice(), 20, seededRandom(7))).differences.join(), /unit_cost|subtotal_amount/);
  });

  const freeShipping = suite({
    spoil: (text) =>
      text.replace(
        "select shipping_type, shipping_cost_cents,",
        "select shipping_type, shipping_cost_cents - 1 as shipping_cost_cents,",
      ),
  });
  test("it notices a shop that is wrong by one cent", async () => {
    assert.match((await buyAndCheck(freeShipping(), 5, seededRandom(7))).differences.join(), /shipping_amount/);
  });
});
