import { row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { cartRow } from "../numbers.ts";
import type { CartKey } from "../queries.ts";

/** Takes the cart's row: another order of it waits here, and then finds no lines. */
export const takeForOrder = (cart: CartKey) => writes(row({ cart_id: text }), cartRow(cart))`
  select cart_id from cart where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} for update`;

export const OrderedLineRow = row({
  item_id: whole,
  product_id: whole,
  product_name: text,
  attributes: text,
  attributes_known: text,
  quantity: whole,
  unit_cost_cents: whole,
});

/** What is being bought, at today's prices. */
export const orderedLines = (cart: CartKey) => reads(OrderedLineRow)`
  select item_id, cart_item.product_id, product.name as product_name, attributes, attributes_known, quantity,
    effective_price_cents as unit_cost_cents
  from cart_item join product on product.product_id = cart_item.product_id
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} and not is_saved
  order by cart_item.product_id, attributes_known collate "C"`;

export const removeItems = (cart: CartKey, itemIds: readonly number[]) => writes(row({}))`
  delete from cart_item
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} and item_id = any (${itemIds}::bigint[])`;
