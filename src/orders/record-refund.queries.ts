import { row, text, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { line, lineColumns } from "./placement/line-columns.ts";
import type { OrderKey } from "./order-key.ts";
import type { LineUnits } from "./states/change-status.queries.ts";

export type ReturnedMoney = {
  readonly refundedCents: number;
  /** Lost in disputes. */
  readonly lostCents: number;
  /**
   * Whether a refund in progress takes all the money that the shop still has of the order; such an order is not sent.
   */
  readonly isAllGoing: boolean;
  readonly disputeStatus: string | null;
};

export function orderTerms({ customerId, orderId }: OrderKey) {
  return reads(row({ amount_cents: integer, currency: text, shipping_cents: integer, tax_basis_points: integer }))`
  select amount_cents, currency, shipping_cents, tax_basis_points from customer_order
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

export function orderLines({ customerId, orderId }: OrderKey) {
  return reads(row({ ...lineColumns, restocked_units: integer, shipped_units: integer }))`
  select ${line}, restocked_units, shipped_units
  from order_line where customer_id = ${customerId} and order_id = ${orderId}
  order by product_id, variant_key, line_number`;
}

export function recordReturnedMoney({ customerId, orderId }: OrderKey, money: ReturnedMoney) {
  return writes(row({}))`
  update customer_order set refunded_cents = ${money.refundedCents}, lost_cents = ${money.lostCents}, dispute_status = ${money.disputeStatus},
    is_being_refunded = ${money.isAllGoing} and status = 'paid'
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

/** Sets how many units of each line were refunded or are about to be; 0 for lines that are not named. */
export function recordRefundedUnits({ customerId, orderId }: OrderKey, lines: readonly LineUnits[]) {
  return writes(row({}))`
  update order_line set refunded_units = least(quantity, coalesce((
    select sum(units) from unnest(${lines.map(({ line_number }) => line_number)}::integer[], ${lines.map(({ quantity }) => quantity)}::integer[]) as refunded (number, units)
    where number = line_number), 0))
  where customer_id = ${customerId} and order_id = ${orderId}
    and (refunded_units > 0 or line_number = any (${lines.map(({ line_number }) => line_number)}::integer[]))`;
}

/** Keeps a paid order from being sent. */
export function holdForRefund({ customerId, orderId }: OrderKey) {
  return writes(row({}))`
  update customer_order set is_being_refunded = true
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'paid'`;
}
