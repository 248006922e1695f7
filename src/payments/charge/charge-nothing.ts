import type { OrderToPay } from "../../orders/index.ts";
import type { Charge } from "../schemas.ts";

const settled: readonly string[] = ["paid", "shipped", "delivered"];

/**
 * Returns a charge of 0 for an order with a total of 0. Such an order is paid at placement, without a provider, but
 * storefronts request its charge all the same. Undefined for any other order.
 */
export function chargeOfNothing(
  { order_id, status, amount_cents, currency, created_at }: OrderToPay,
  description: string,
): Charge | undefined {
  return amount_cents === 0 && settled.includes(status)
    ? {
        id: `ch_nothing_${order_id}`,
        object: "charge",
        amount: 0,
        amount_captured: 0,
        amount_refunded: 0,
        captured: true,
        created: Math.floor(created_at.getTime() / 1000),
        currency,
        description,
        failure_code: null,
        failure_message: null,
        livemode: false,
        metadata: { order_id: String(order_id) },
        paid: true,
        payment_intent: null,
        payment_method: null,
        receipt_url: null,
        refunded: false,
        status: "succeeded",
      }
    : undefined;
}
