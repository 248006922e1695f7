import { variantKeyOf } from "../../src/catalogue/index.ts";
import type { ordersBulkLoad } from "../../src/orders/index.ts";
import type { Value } from "./catalogue.ts";
import { makePersons, type CustomerOptions } from "./customers.ts";
import { diceFor, type Dice } from "./dice.ts";
import { makeOffers, makeValueChoice, momentAt, type ProductOptions } from "./products.ts";

type HistoricalOrder = ordersBulkLoad.HistoricalOrder;

/** Highest id of each table before filling. */
type Before = { readonly product: number; readonly customer: number; readonly order: number };

export type OrderOptions = {
  readonly orders: number;
  readonly currency: string;
  readonly products: ProductOptions;
  readonly customers: CustomerOptions;
  readonly before: Before;
  readonly values: readonly (readonly Value[])[];
  readonly rates: readonly (HistoricalOrder["shipping"] & { readonly shipping_region_id: number })[];
  readonly taxes: readonly HistoricalOrder["tax"][];
};

/**
 * Status histories of orders, equally likely: nine in ten orders are delivered. None stays unpaid, because unpaid
 * orders are cancelled.
 */
const courses = [
  ...Array.from({ length: 18 }, () => ["paid", "shipped", "delivered"] as const),
  ["paid", "shipped"],
  ["cancelled"],
] as const;

const hour = 3_600_000;
const whoMade = "npm run seed:stress";

/** Returns a function that makes an order from its number, counted from 0. */
export function makeOrders(options: OrderOptions) {
  const { orders, customers, before, rates, taxes, currency } = options;
  const dice = diceFor(customers.seed, "order");
  const personOf = makePersons(customers);
  const linesOf = makeLines(options);
  return (number: number): HistoricalOrder => {
    const own = dice(number);
    const part = (number + own.next()) / orders;
    const buyer = upTo(own, part, customers.customers);
    const { shipping_region_id: region, ...ship_to } = personOf(buyer);
    const customer_id = before.customer + 1 + buyer;
    const shipping = own.pick(rates.filter(({ shipping_region_id }) => shipping_region_id === region));
    return {
      customer_id,
      order_id: before.order + 1 + number,
      currency,
      shipping,
      tax: own.pick(taxes),
      ship_to,
      lines: linesOf(own, part),
      history: historyOf(own, customer_id, momentAt(part)),
    };
  };
}

function historyOf(dice: Dice, customerId: number, placed: Date): HistoricalOrder["history"] {
  let at = placed.getTime();
  const steps = dice.pick<readonly ("paid" | "shipped" | "delivered" | "cancelled")[]>(courses).map((status) => ({
    status,
    at: new Date((at += dice.between(1, 48) * hour)),
    by_whom: whoMade,
    note: status === "paid" ? "Nothing was charged" : "",
  }));
  return [{ status: "pending", at: placed, by_whom: `customer ${customerId}`, note: "" }, ...steps];
}

function makeLines({ products, values, before }: OrderOptions) {
  const offerOf = makeOffers(products);
  const valuesOf = makeValueChoice(products, values);
  return (dice: Dice, part: number): HistoricalOrder["lines"] => {
    const wished = Array.from({ length: dice.between(1, 4) }, () => upTo(dice, part, products.products));
    return [...new Set(wished)].map((number) => {
      const { name, price_cents, discounted_price_cents } = offerOf(number);
      const chosen = valuesOf(number).map((choices) => dice.pick(choices));
      return {
        product_id: before.product + 1 + number,
        product_name: name,
        attributes: chosen.map(({ value }) => value).join(", "),
        variant_key: variantKeyOf(chosen.map(({ id }) => id)),
        quantity: dice.next() < 0.8 ? 1 : dice.between(2, 5),
        unit_cost_cents: discounted_price_cents ?? price_cents,
      };
    });
  };
}

/**
 * Picks a number that existed at that part of the years. Numbers grew over time, so an order refers to no later
 * customer or product.
 */
function upTo(dice: Dice, part: number, count: number): number {
  return dice.below(Math.floor(part * count) + 1);
}
