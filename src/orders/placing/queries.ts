import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { joined, sql, writes } from "../../platform/database/statement.ts";
import type { Totals } from "./totals.ts";

/** The next order's number, and the shipping and tax that were chosen; null where there is no such thing. */
export const termsOf = ({ shippingId, taxId }: { shippingId: number; taxId: number }) => writes(
  row({
    order_id: whole,
    shipping_type: orNull(text),
    shipping_cost_cents: orNull(whole),
    shipping_region_id: orNull(whole),
    tax_type: orNull(text),
    tax_basis_points: orNull(whole),
  }),
)`
  select nextval('order_number') as order_id, shipping_type, shipping_cost_cents, shipping_region_id, tax_type, tax_basis_points
  from (select) as choice
  left join shipping on shipping_id = ${shippingId}
  left join tax on tax_id = ${taxId}`;

export type NewOrder = Totals & {
  readonly customerId: number;
  readonly orderId: number;
  readonly shippingId: number;
  readonly shippingType: string;
  readonly taxId: number;
  readonly taxType: string;
  readonly taxBasisPoints: number;
  readonly shipTo: Readonly<Record<string, string | null>>;
  readonly now: Date;
};

/** An order in the shop's currency of this moment, and the first entry of its audit. */
export const addOrder = (order: NewOrder) => writes(row({}))`
  with placed as (
    insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
      shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, created_at)
    values (${order.customerId}, ${order.orderId}, 'pending', (select currency from shop), ${order.subtotalCents}, ${order.shippingCents},
      ${order.taxCents}, ${order.totalCents}, ${order.shippingId}, ${order.shippingType}, ${order.taxId}, ${order.taxType},
      ${order.taxBasisPoints}, ${JSON.stringify(order.shipTo)}, ${order.now}))
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, created_at)
  values (${order.customerId}, ${order.orderId}, 1, null, 'pending', ${`customer ${order.customerId}`}, ${order.now})`;

export const addOwner = ({ orderId, customerId }: { orderId: number; customerId: number }) => writes(row({}))`
  insert into order_owner (order_id, customer_id) values (${orderId}, ${customerId})`;

export type NewOrderLine = {
  readonly customerId: number;
  readonly orderId: number;
  readonly lineNumber: number;
  readonly productId: number;
  readonly productName: string;
  readonly attributes: string;
  readonly known: string;
  readonly quantity: number;
  readonly unitCostCents: number;
  readonly isCounted: boolean;
};

const valuesOf = (
  line: NewOrderLine,
) => sql`(${line.customerId}, ${line.orderId}, ${line.lineNumber}, ${line.productId}, ${line.productName},
    ${line.attributes}, ${line.known}, ${line.quantity}, ${line.unitCostCents}, ${line.isCounted})`;

/** All lines at once, as rows of values: an insert from a select would visit every node. */
export const addLines = (lines: readonly NewOrderLine[]) => writes(row({}))`
  insert into order_line (customer_id, order_id, line_number, product_id, product_name, attributes, attributes_known, quantity, unit_cost_cents, is_counted)
  values ${joined(lines.map(valuesOf), ",\n    ")}`;
