import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";

export type ImportedCart = {
  readonly n: number;
  readonly bucket: number;
  readonly cart_id: string;
};
export type ImportedLine = {
  readonly bucket: number;
  readonly item_id: number;
  readonly cart_id: string;
  readonly product_id: number;
  readonly attributes: string;
  readonly variant_key: string;
  readonly quantity: number;
  readonly is_saved: boolean;
  readonly position: number;
};

/**
 * Inserts the carts that do not exist yet. An existing cart may have been changed since its import, so only an inserted
 * cart is filled with lines.
 */
export function importCarts(carts: readonly ImportedCart[], today: string) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(carts)}::json) as row (n integer, bucket smallint, cart_id text)),
  added as (
    insert into cart (cart_bucket, cart_id, used_on)
    select bucket, cart_id, ${today}::date from given on conflict do nothing returning cart_bucket, cart_id)
  select n, case when added.cart_id is null then 'exists' else 'inserted' end as outcome
  from given left join added on added.cart_bucket = bucket and added.cart_id = given.cart_id`;
}

export function importLines(lines: readonly ImportedLine[]) {
  return writes(row({}))`
  insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, is_saved, position)
  select bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, is_saved, position
  from json_to_recordset(${JSON.stringify(lines)}::json) as row (bucket smallint, item_id bigint, cart_id text, product_id bigint,
    attributes text, variant_key text, quantity integer, is_saved boolean, position integer)`;
}

/** Returns the `position` of each of these lines that its cart contains. */
export function linesThere(lines: readonly ImportedLine[]) {
  return reads(row({ cart_id: text, position: integer }))`
  select given.cart_id, given.position
  from json_to_recordset(${JSON.stringify(lines)}::json) as given (bucket smallint, cart_id text, product_id bigint, variant_key text, position integer)
  join cart_item on cart_bucket = bucket and cart_item.cart_id = given.cart_id
    and cart_item.product_id = given.product_id and cart_item.variant_key = given.variant_key`;
}

export function anyCart() {
  return reads(row({ is_there: boolean }))`
  select exists (select from cart) as is_there`;
}
