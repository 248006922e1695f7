import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { CartKey } from "../queries.ts";

/** Carts that nobody has changed since before this day, the oldest first. */
export const unusedCarts = (before: string, count: number) => reads(
  row({ cart_bucket: whole, cart_id: text, customer_id: orNull(whole) }),
)`
  select cart_bucket, cart_id, customer_id from cart where used_on < ${before} order by used_on limit ${count}`;

/** Removes carts of one bucket, unless they are in use this very moment or were used meanwhile. */
export const removeUnused = (carts: { bucket: number; cartIds: readonly string[]; before: string }) => writes(
  row({ cart_id: text }),
)`
  delete from cart where cart_bucket = ${carts.bucket} and cart_id in (
    select cart_id from cart
    where cart_bucket = ${carts.bucket} and cart_id = any (${carts.cartIds}::text[]) and used_on < ${carts.before}
    for update skip locked)
  returning cart_id`;

/** Takes the customer's choice of a cart. */
export const takeChoice = (customerId: number) => writes(row({ cart_id: text }))`
  select cart_id from customer_cart where customer_id = ${customerId} for update`;

export const forgetChoiceOf = (customerId: number, { cartId }: Pick<CartKey, "cartId">) => writes(row({}))`
  delete from customer_cart where customer_id = ${customerId} and cart_id = ${cartId}`;
