import { row, boolean, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { Attention } from "./attention.ts";
import { line } from "./placement/line-columns.ts";
import type { Status } from "./states/states.ts";

/** Row of an imported order; its times are those of the older shop. */
export type OrderRow = {
  readonly customer_id: number;
  readonly order_id: number;
  readonly status: Status;
  readonly subtotal_cents: number;
  readonly shipping_cents: number;
  readonly tax_cents: number;
  readonly total_cents: number;
  readonly imported_total_cents: number | null;
  readonly shipping_id: number | null;
  readonly shipping_type: string;
  readonly tax_id: number | null;
  readonly tax_type: string;
  readonly tax_basis_points: number;
  readonly ship_to: Readonly<Record<string, string | null>>;
  readonly attention: readonly Attention[];
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly shipped_at: Date | null;
};
export type LineRow = {
  readonly customer_id: number;
  readonly order_id: number;
  readonly line_number: number;
  readonly product_id: number;
  readonly product_name: string;
  readonly attributes: string;
  readonly variant_key: string;
  readonly quantity: number;
  readonly unit_cost_cents: number;
};
export type AuditRow = {
  readonly customer_id: number;
  readonly order_id: number;
  readonly entry: number;
  readonly status: Status;
  readonly by_whom: string;
  readonly note: string;
  readonly created_at: Date;
};

/**
 * Assigns order numbers to their customers. A number that exists counts as imported before when the same customer has
 * it from an import; otherwise as used by something else.
 */
export function importOwners(
  rows: readonly { readonly n: number; readonly order_id: number; readonly customer_id: number }[],
) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, order_id bigint, customer_id bigint)),
  added as (
    insert into order_owner (order_id, customer_id)
    select order_id, customer_id from given on conflict do nothing returning order_id)
  select n, case when added.order_id is not null then 'inserted' when known.order_id is not null then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.order_id = given.order_id
  left join customer_order as known on known.order_id = given.order_id and known.customer_id = given.customer_id
    and known.imported_at is not null`;
}

export function importOrders(rows: readonly OrderRow[], now: Date) {
  return writes(row({}))`
  insert into customer_order (customer_id, order_id, status, currency, subtotal_cents, shipping_cents, tax_cents, total_cents,
    imported_total_cents, shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, attention, created_at, paid_at, shipped_at, imported_at)
  select customer_id, order_id, status, (select currency from shop), subtotal_cents, shipping_cents, tax_cents, total_cents,
    imported_total_cents, shipping_id, shipping_type, tax_id, tax_type, tax_basis_points, ship_to, attention, created_at, paid_at, shipped_at, ${now}
  from json_to_recordset(${JSON.stringify(rows)}::json) as row (customer_id bigint, order_id bigint, status text, subtotal_cents bigint,
    shipping_cents bigint, tax_cents bigint, total_cents bigint, imported_total_cents bigint, shipping_id bigint, shipping_type text,
    tax_id bigint, tax_type text, tax_basis_points integer, ship_to jsonb, attention text[], created_at timestamptz, paid_at timestamptz, shipped_at timestamptz)`;
}

/** Inserts order lines with `is_counted` false: what the older shop sold was never taken from this stock. */
export function importLines(rows: readonly LineRow[]) {
  return writes(row({}))`
  insert into order_line (customer_id, order_id, ${line})
  select customer_id, order_id, line_number, product_id, product_name, attributes, variant_key, quantity, unit_cost_cents, false
  from json_to_recordset(${JSON.stringify(rows)}::json) as row (customer_id bigint, order_id bigint, line_number smallint, product_id bigint,
    product_name text, attributes text, variant_key text, quantity integer, unit_cost_cents integer)`;
}

/** Inserts audit entries. The older shop recorded what happened, but not which status an order had before. */
export function importAudit(rows: readonly AuditRow[]) {
  return writes(row({}))`
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, note, created_at)
  select customer_id, order_id, entry, case when entry > 1 then status end, status, by_whom, note, created_at
  from json_to_recordset(${JSON.stringify(rows)}::json) as row (customer_id bigint, order_id bigint, entry integer, status text,
    by_whom text, note text, created_at timestamptz)`;
}

/** Returns the numbers of a customer's imported orders. */
export function importedOrdersOf(customerId: number) {
  return reads(row({ order_id: integer }))`
  select order_id from customer_order where customer_id = ${customerId} and imported_at is not null`;
}

/**
 * Sets the sequence of order numbers past those that exist here and those that were used elsewhere, up to `used`. Never
 * sets it back.
 */
export function continueNumbering(used: number) {
  return writes(row({ number: integer }))`
  select setval('order_number', greatest(max(order_id), ${used}::bigint)) as number
  from order_owner having greatest(max(order_id), ${used}::bigint) >= (select last_value from order_number)`;
}

export function anyOrder() {
  return reads(row({ is_there: boolean }))`
  select exists (select from order_owner) as is_there`;
}
