import assert from "node:assert/strict";
import { moveOrder } from "../../../src/orders/index.ts";
import { openPayments, type Payments, type RefundOptions } from "../../../src/payments/index.ts";
import { readConfig } from "../../../src/platform/config.ts";
import { placedOrder, type Wanted } from "../clients/buyers.ts";
import type { Thing } from "./book.ts";
import type { StripeShop } from "./shop.ts";

/** Two units of one product and three of another. */
const twoLines: readonly Wanted[] = [
  { product_id: 8, quantity: 2 },
  { product_id: 9, quantity: 3 },
];

/** Operations on orders that were paid through Stripe. */
export const paidOrdersIn = (open: () => StripeShop) => {
  const sql = (text: string, values: unknown[] = []) => open().shop.sql(text, values);
  const payments = (): Promise<Payments> =>
    openPayments({ db: open().shop.db, config: readConfig(open().stripe.settings) });
  /** Ids of delivered events. */
  const told = new Set<unknown>();
  return {
    sql,
    payments,
    paidOrder: async (wanted: readonly Wanted[] = twoLines): Promise<number> => {
      const orderId = await placedOrder(open().buyer, wanted);
      assert.equal((await open().charge(orderId)).status, 200);
      return orderId;
    },
    refund: async (orderId: number, wish: RefundOptions = {}) => (await payments()).refund(orderId, "a test", { wish }),
    move: (orderId: number, to: "shipped" | "delivered" | "cancelled", more: { isDisputeWaived?: boolean } = {}) =>
      moveOrder(open().shop.db, { customerId: open().buyer.customerId, orderId }, to, {
        byWhom: "a test",
        now: new Date(),
        ...more,
      }),
    /**
     * Returns the stock of a product, which is tracked from the first call on, even if the sample does not track it.
     */
    units: async (product = 8): Promise<number> => {
      await sql("insert into stock (product_id, variant_key, units) values ($1, '', 100) on conflict do nothing", [
        product,
      ]);
      return Number((await sql("select units from stock where product_id = $1", [product]))[0]?.["units"]);
    },
    /** Returns how many units of each line have gone back to stock. */
    restocked: async (orderId: number): Promise<number[]> =>
      (await sql("select restocked_units from order_line where order_id = $1 order by line_number", [orderId])).map(
        (row) => Number(row["restocked_units"]),
      ),
    toldOwner: async (orderId: number) =>
      (
        await sql(
          "select payload ->> 'kind' as kind from job where task = 'tell-owner' and payload ->> 'orderId' = $1 order by created_at, run_at",
          [String(orderId)],
        )
      ).map(({ kind }) => kind),
    /** Delivers the events of the order that were not delivered yet. */
    async tellAll(orderId: number): Promise<void> {
      const events: Thing[] = open()
        .eventsOf(orderId)
        .filter(({ id }) => !told.has(id));
      for (const event of events) {
        told.add(event["id"]);
        assert.equal((await open().deliver(event)).status, 200, event["type"]);
      }
    },
  };
};
