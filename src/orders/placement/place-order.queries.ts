import { orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { joined, reads, sql, writes } from "../../platform/database/statement.ts";
import type { Attention } from "../attention.ts";
import { line } from "./line-columns.ts";
import type { Totals } from "./totals.ts";

export type NewOrder = Totals & {
  readonly customerId: number;
  readonly orderId: number;
  readonly shippingId: number;
  readonly shippingType: string;
  readonly taxId: number;
  readonly taxType: string;
  readonly taxBasisPoints: number;
  readonly shipTo: Readonly<Record<string, string | null>>;
  readonly attention: readonly Attention[];
  readonly now: Date;
  /** Limits on the customer's pending orders and units, this order included; and the units that it takes from stock. */
  readonly mostOrders: number;
  readonly mostUnits: number;
  readonly reservedUnits: number;
};

export type NewOrderLine = {
  readonly customerId: number;
  readonly orderId: number;
  readonly lineNumber: number;
  readonly productId: number;
  readonly productName: string;
  readonly attributes: string;
  readonly variantKey: string;
  readonly quantity: number;
  readonly unitCostCents: number;
  readonly isCounted: boolean;
};

export function nextOrderNumber() {
  return writes(row({ order_id: integer }))`
  select nextval('order_number') as order_id`;
}

/** Returns the chosen shipping method and tax, with nulls for one that is unknown or retired. */
export function termsOf({ shippingId, taxId }: { shippingId: number; taxId: number }) {
  return reads(
    row({
      shipping_type: orNull(text),
      shipping_cost_cents: orNull(integer),
      shipping_region_id: orNull(integer),
      tax_type: orNull(text),
      tax_basis_points: orNull(integer),
      tax_region_id: orNull(integer),
    }),
  )`
  select shipping_type, shipping_cost_cents, shipping.shipping_region_id, tax_type,
    tax_basis_points, tax.shipping_region_id as tax_region_id
  from (select) as choice
  left join (shipping join shipping_region using (shipping_region_id))
    on shipping_id = ${shippingId} and shipping.retired_at is null and shipping_region.retired_at is null
  left join tax on tax_id = ${taxId} and tax.retired_at is null`;
}

/**
 * Inserts an order in the shop's current currency, and its first audit entry. Violates `pending_orders_are_few_check`
 * when too much of the customer's waits for payment. That count is exact, because the transaction has locked the
 * customer's row and so no concurrent order of theirs can be inserted.
 */
export function addOrder(order: NewOrder) {
  return writes(row({ is_within_limit: boolean }))`
  with placed as (
    insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
      shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, attention, created_at)
    values (${order.customerId}, ${order.orderId}, 'pending', (select currency from shop), ${order.subtotalCents}, ${order.shippingCents},
      ${order.taxCents}, ${order.totalCents}, ${order.shippingId}, ${order.shippingType}, ${order.taxId}, ${order.taxType},
      ${order.taxBasisPoints}, ${JSON.stringify(order.shipTo)}, ${order.attention}, ${order.now}))
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, created_at)
  values (${order.customerId}, ${order.orderId}, 1, null, 'pending', ${`customer ${order.customerId}`}, ${order.now})
  returning raise_if_too_much_is_pending(
    case when ${order.mostOrders} > 0 then (
      select count(*) from customer_order
      where customer_id = ${order.customerId} and status = 'pending' and imported_at is null) end,
    ${order.mostOrders},
    case when ${order.mostUnits} > 0 and ${order.reservedUnits} > 0 then (
      select coalesce(sum(quantity), 0) from order_line
      where customer_id = ${order.customerId} and is_counted and order_id in (
        select order_id from customer_order
        where customer_id = ${order.customerId} and status = 'pending' and imported_at is null)) end,
    ${order.reservedUnits}, ${order.mostUnits}) as is_within_limit`;
}

export function addOwner({ orderId, customerId }: { orderId: number; customerId: number }) {
  return writes(row({}))`
  insert into order_owner (order_id, customer_id) values (${orderId}, ${customerId})`;
}

/** Inserts all lines at once, as rows of values: an insert from a select would visit every database node. */
export function addLines(lines: readonly NewOrderLine[]) {
  return writes(row({}))`
  insert into order_line (customer_id, order_id, ${line})
  values ${joined(lines.map(valuesOf), ",\n    ")}`;
}

function valuesOf(bought: NewOrderLine) {
  return sql`(${bought.customerId}, ${bought.orderId}, ${bought.lineNumber}, ${bought.productId}, ${bought.productName},
    ${bought.attributes}, ${bought.variantKey}, ${bought.quantity}, ${bought.unitCostCents}, ${bought.isCounted})`;
}
