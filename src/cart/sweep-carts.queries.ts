import { orNull, row, text, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { CartKey } from "./cart.queries.ts";

type Carts = { readonly buckets: readonly number[]; readonly cartIds: readonly string[]; readonly before: string };

/** Returns carts that were last changed before this day, the oldest first. */
export function unusedCarts(before: string, count: number) {
  return reads(row({ cart_bucket: integer, cart_id: text, customer_id: orNull(integer) }))`
  select cart_bucket, cart_id, customer_id from cart where used_on < ${before} order by used_on limit ${count}`;
}

/**
 * Deletes carts, each named by its bucket and id, except those that are locked, that were used meanwhile, or whose
 * owner is not this customer (null: no owner). `used_on + 0` keeps the index on the day from being used: while
 * statistics lag behind a table that has grown, every old cart would be scanned for each named one.
 */
export function removeUnused({ buckets, cartIds, before }: Carts, customerId: number | null) {
  return writes(row({ cart_id: text }))`
  with unused as materialized (
    select cart.cart_bucket, cart.cart_id
    from unnest(${buckets}::smallint[], ${cartIds}::text[]) as named(cart_bucket, cart_id)
    join cart on cart.cart_bucket = named.cart_bucket and cart.cart_id = named.cart_id
    where cart.used_on + 0 < ${before} and cart.customer_id is not distinct from ${customerId}::bigint
    for update of cart skip locked
  )
  delete from cart using unused where cart.cart_bucket = unused.cart_bucket and cart.cart_id = unused.cart_id
  returning cart.cart_id`;
}

/** Locks the customer's `customer_cart` row. */
export function lockChoice(customerId: number) {
  return writes(row({ cart_id: text }))`
  select cart_id from customer_cart where customer_id = ${customerId} for update`;
}

export function forgetChoiceOf(customerId: number, { cartId }: Pick<CartKey, "cartId">) {
  return writes(row({}))`
  delete from customer_cart where customer_id = ${customerId} and cart_id = ${cartId}`;
}
