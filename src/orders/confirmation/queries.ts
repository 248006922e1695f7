import { json, listOf, row, text, whole } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";
import { Attention } from "../attention/attention.ts";
import type { OrderKey } from "../states/queries.ts";
import { ShipTo } from "../schemas.ts";

/** What a confirmation says beside the lines. */
export function confirmed({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      order_id: whole,
      status: text,
      currency: text,
      subtotal_cents: whole,
      shipping_cents: whole,
      tax_cents: whole,
      amount_cents: whole,
      shipping_type: text,
      tax_type: text,
      ship_to: json(ShipTo),
      attention: listOf(Attention),
    }),
  )`
  select order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, amount_cents, shipping_type, tax_type, ship_to, attention
  from customer_order where customer_id = ${customerId} and order_id = ${orderId}`;
}
