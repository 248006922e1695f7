import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { joined, reads, sql, writes } from "../platform/database/statement.ts";
import type { CartKey, NewLine } from "./cart.queries.ts";
import { mostUnits } from "./schemas.ts";

export type MergedLine = NewLine & { readonly isSaved: boolean };

/** Returns the id of a customer's cart; no row when the customer has none. */
export function cartOfCustomer(customerId: number) {
  return reads(row({ cart_id: text }))`
  select cart_id from customer_cart where customer_id = ${customerId}`;
}

/**
 * Makes a cart the customer's unless they have one. Returns the id of the customer's cart and locks its `customer_cart`
 * row: a concurrent claim by the same customer waits.
 */
export function chooseCart(choice: { customerId: number; cartId: string }) {
  return writes(row({ cart_id: text }))`
  insert into customer_cart (customer_id, cart_id) values (${choice.customerId}, ${choice.cartId})
  on conflict (customer_id) do update set cart_id = customer_cart.cart_id returning cart_id`;
}

/** Returns the id of a customer's cart and locks its `customer_cart` row; no row when the customer has none. */
export function holdChoice(customerId: number) {
  return writes(row({ cart_id: text }), `cart of customer ${customerId}`)`
  select cart_id from customer_cart where customer_id = ${customerId} for update`;
}

export function replaceCart(choice: { customerId: number; cartId: string }) {
  return writes(row({}))`
  update customer_cart set cart_id = ${choice.cartId} where customer_id = ${choice.customerId}`;
}

/**
 * Records the customer as the cart's owner and locks the cart's row. Returns no row when another customer owns the
 * cart.
 */
export function markCart(cart: CartKey & { customerId: number; today: string }) {
  return writes(row({ cart_id: text }))`
  insert into cart (cart_bucket, cart_id, customer_id, used_on)
  values (${cart.bucket}, ${cart.cartId}, ${cart.customerId}, ${cart.today})
  on conflict (cart_bucket, cart_id) do update set customer_id = excluded.customer_id, used_on = excluded.used_on
  where cart.customer_id is null or cart.customer_id = excluded.customer_id
  returning cart_id`;
}

export function linesToMerge(cart: CartKey) {
  return reads(row({ product_id: integer, attributes: text, variant_key: text, quantity: integer, is_saved: boolean }))`
  select product_id, attributes, variant_key, quantity, is_saved from cart_item
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} order by position`;
}

/**
 * Inserts lines into a cart. An equal line that exists gets the sum of both quantities, at most `mostUnits`, and stays
 * saved for later only if both are.
 */
export function mergeLines(lines: readonly MergedLine[]) {
  return writes(row({}))`
  insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, is_saved, position)
  values ${joined(
    lines.map(
      (line) =>
        sql`(${line.bucket}, ${line.itemId}, ${line.cartId}, ${line.productId}, ${line.attributes}, ${line.variantKey}, ${line.quantity}, ${line.isSaved}, ${line.position})`,
    ),
    ", ",
  )}
  on conflict (cart_bucket, cart_id, product_id, variant_key) do update
  set quantity = least(cart_item.quantity + excluded.quantity, ${mostUnits}), is_saved = cart_item.is_saved and excluded.is_saved`;
}

/** Deletes a cart; the foreign key deletes its lines. */
export function removeCart(cart: CartKey) {
  return writes(row({}))`
  delete from cart where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId}`;
}

export function forgetChoice(customerId: number) {
  return writes(row({ cart_id: text }))`
  delete from customer_cart where customer_id = ${customerId} returning cart_id`;
}
