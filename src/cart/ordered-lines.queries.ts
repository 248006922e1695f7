import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { CartKey } from "./cart.queries.ts";

/** Columns that describe what is bought, in a line of a cart and of an order. */
export const boughtColumns = {
  product_id: integer,
  product_name: text,
  attributes: text,
  variant_key: text,
  quantity: integer,
  unit_cost_cents: integer,
} as const;

export const OrderedLineRow = row({ item_id: integer, ...boughtColumns });

/** Returns the lines to order, with today's prices and the combination whose stock is tracked (`keyWithoutNote`). */
export function orderedLines(cart: CartKey) {
  return reads(OrderedLineRow)`
  select item_id, cart_item.product_id, product.name as product_name, attributes, split_part(variant_key, '+', 1) as variant_key, quantity,
    effective_price_cents as unit_cost_cents
  from cart_item join product on product.product_id = cart_item.product_id
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} and not is_saved
  order by cart_item.product_id, cart_item.variant_key collate "C"`;
}

/** Deletes all of these lines. Violates `cart_lines_are_there_check` when some do not exist any more. */
export function removeItems(cart: CartKey, itemIds: readonly number[]) {
  return writes(row({ is_removed: boolean }))`
  with removed as (
    delete from cart_item
    where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} and item_id = any (${itemIds}::bigint[])
    returning item_id)
  select raise_if_lines_are_gone(count(*), cardinality(${itemIds}::bigint[])) as is_removed from removed`;
}
