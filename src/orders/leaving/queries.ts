import { json, listOf, moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Attention } from "../attention/attention.ts";
import { ShipTo } from "../schemas.ts";

export const ordersForExport = (customerId: number) => reads(
  row({
    order_id: whole,
    status: text,
    currency: text,
    amount_cents: whole,
    shipping_cents: whole,
    tax_cents: whole,
    shipping_type: text,
    tax_type: text,
    ship_to: json(ShipTo),
    attention: listOf(Attention),
    created_at: moment,
    paid_at: orNull(moment),
    shipped_at: orNull(moment),
  }),
)`
  select order_id, status, currency, amount_cents, shipping_cents, tax_cents, shipping_type, tax_type, ship_to, attention, created_at, paid_at, shipped_at
  from customer_order where customer_id = ${customerId} order by created_at desc, order_id desc`;

export const linesForExport = (customerId: number) => reads(
  row({
    order_id: whole,
    product_id: whole,
    product_name: text,
    attributes: text,
    quantity: whole,
    unit_cost_cents: whole,
  }),
)`
  select order_id, product_id, product_name, attributes, quantity, unit_cost_cents from order_line
  where customer_id = ${customerId} order by order_id, line_number`;

/** Comments and remarks that an import brought along. */
export const forgetNotes = (customerId: number) => writes(row({}))`
  update order_audit set note = '' where customer_id = ${customerId} and by_whom = 'import'`;

/** The order stays, as the law asks of a shop; the person goes out of it. */
export const forgetShipTo = (customerId: number) => writes(row({}))`
  update customer_order set ship_to = '{}' where customer_id = ${customerId}`;

/** Orders that nobody has paid. */
export const unpaidOrders = (customerId: number) => reads(row({ order_id: whole }))`
  select order_id from customer_order
  where customer_id = ${customerId} and status = 'pending' order by order_id`;
