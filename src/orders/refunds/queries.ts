import { row, text, truth, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { OrderKey } from "../states/queries.ts";

/** What an order came to, by what it was for. */
export const orderTerms = ({ customerId, orderId }: OrderKey) => reads(
  row({ amount_cents: whole, currency: text, shipping_cents: whole, tax_basis_points: whole }),
)`
  select amount_cents, currency, shipping_cents, tax_basis_points from customer_order
  where customer_id = ${customerId} and order_id = ${orderId}`;

export const orderLines = ({ customerId, orderId }: OrderKey) => reads(
  row({
    line_number: whole,
    product_id: whole,
    product_name: text,
    attributes: text,
    attributes_known: text,
    quantity: whole,
    unit_cost_cents: whole,
    is_counted: truth,
    restocked_units: whole,
  }),
)`
  select line_number, product_id, product_name, attributes, attributes_known, quantity, unit_cost_cents, is_counted, restocked_units
  from order_line where customer_id = ${customerId} and order_id = ${orderId}
  order by product_id, attributes_known, line_number`;

export type ReturnedMoney = {
  readonly refundedCents: number;
  /** With what is on its way and what was asked for, all of it goes back: nobody sends the order. */
  readonly isAllGoing: boolean;
  readonly disputeStatus: string | null;
};

export const recordReturnedMoney = ({ customerId, orderId }: OrderKey, money: ReturnedMoney) => writes(row({}))`
  update customer_order set refunded_cents = ${money.refundedCents}, dispute_status = ${money.disputeStatus},
    is_being_refunded = ${money.isAllGoing} and status = 'paid'
  where customer_id = ${customerId} and order_id = ${orderId}`;

/** Holds a paid order from being sent. */
export const holdForRefund = ({ customerId, orderId }: OrderKey) => writes(row({}))`
  update customer_order set is_being_refunded = true
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'paid'`;
