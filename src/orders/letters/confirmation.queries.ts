import { json, listOf, row, text, integer } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";
import { Attention } from "../attention.ts";
import type { OrderKey } from "../order-key.ts";
import { ShipTo } from "../schemas.ts";

/** Returns what a confirmation shows of an order apart from its lines. */
export function confirmed({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      order_id: integer,
      status: text,
      currency: text,
      subtotal_cents: integer,
      shipping_cents: integer,
      tax_cents: integer,
      amount_cents: integer,
      shipping_type: text,
      tax_type: text,
      ship_to: json(ShipTo),
      attention: listOf(Attention),
    }),
  )`
  select order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, amount_cents, shipping_type, tax_type, ship_to, attention
  from customer_order where customer_id = ${customerId} and order_id = ${orderId}`;
}
