import { orNull, row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, sql, writes, type Fragment } from "../platform/database/statement.ts";
import { cartRow } from "./cart-numbers.ts";

/** Key of a cart: its id, and the bucket that stores it. */
export type CartKey = { readonly bucket: number; readonly cartId: string };
/** Key of a line: its number, and the bucket that stores it. */
export type ItemKey = { readonly bucket: number; readonly itemId: number };

const LineRow = row({
  item_id: integer,
  product_id: integer,
  name: text,
  attributes: text,
  price_cents: integer,
  quantity: integer,
  image: orNull(text),
  is_saved: boolean,
});

const lineFields = sql`item_id, product_id, attributes, quantity, is_saved, position`;

export type NewLine = CartKey &
  ItemKey & {
    readonly productId: number;
    readonly attributes: string;
    readonly variantKey: string;
    readonly quantity: number;
    readonly position: number;
  };

/** Locks the cart's row; inserts it when it does not exist. */
export function lockOrAddCart(cart: CartKey & { today: string }) {
  return writes(row({}), cartRow(cart))`
  insert into cart (cart_bucket, cart_id, used_on) values (${cart.bucket}, ${cart.cartId}, ${cart.today})
  on conflict (cart_bucket, cart_id) do update set used_on = excluded.used_on`;
}

/** Locks the row of an existing cart. Returns no row when there is no such cart. */
export function lockKnownCart(cart: CartKey & { today: string }) {
  return writes(row({ cart_id: text }), cartRow(cart))`
  update cart set used_on = ${cart.today}
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} returning cart_id`;
}

/** Locks a cart's row and returns its owner: null for a guest's cart, no row when there is no such cart. */
export function ownerOfCart(cart: CartKey) {
  return writes(row({ customer_id: orNull(integer) }), cartRow(cart))`
  select customer_id from cart where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} for update`;
}

/** Locks the row of the cart that holds a line. Returns no row when there is no such line. */
export function lockCartOfItem(item: ItemKey & { today: string }) {
  return writes(row({ cart_id: text }), `cart of ${item.itemId}`)`
  update cart set used_on = ${item.today}
  where cart_bucket = ${item.bucket}
    and cart_id = (select cart_id from cart_item where cart_bucket = ${item.bucket} and item_id = ${item.itemId})
  returning cart_id`;
}

/**
 * Inserts a line, or raises the quantity of the equal line that exists. Returns all lines of the cart afterwards. More
 * than `mostLines` lines violate `cart_most_lines_check`. The foreign key locks the product's row, which a price change
 * holds locked.
 */
export function addLine(line: NewLine, mostLines: number) {
  return writes(LineRow, `product ${line.productId}`)`
  with added as (
    insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, position)
    values (${line.bucket}, ${line.itemId}, ${line.cartId}, ${line.productId}, ${line.attributes}, ${line.variantKey}, ${line.quantity}, ${line.position})
    on conflict (cart_bucket, cart_id, product_id, variant_key) do update
    set quantity = cart_item.quantity + excluded.quantity, attributes = excluded.attributes, is_saved = false
    returning ${lineFields})
  ${priced(
    sql`select *, count(*) over () as lines from (
      select ${lineFields} from added
      union all ${linesOf(line)} and item_id <> (select item_id from added)) every_line`,
    sql`where raise_if_too_many_lines(lines, ${mostLines})`,
  )}`;
}

export function changeQuantity(item: ItemKey, quantity: number) {
  return writes(row({ item_id: integer }))`
  update cart_item set quantity = ${quantity}
  where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;
}

export function changeSaved(item: ItemKey, isSaved: boolean) {
  return writes(row({ item_id: integer }))`
  update cart_item set is_saved = ${isSaved}
  where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;
}

export function removeLine(item: ItemKey) {
  return writes(row({ item_id: integer }))`
  delete from cart_item where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;
}

/** Deletes a cart's lines, except those saved for later. */
export function removeLines({ bucket, cartId }: CartKey) {
  return writes(row({}))`
  delete from cart_item where cart_bucket = ${bucket} and cart_id = ${cartId} and not is_saved`;
}

export function totalOf({ bucket, cartId }: CartKey) {
  return reads(row({ total_cents: integer }))`
  select coalesce(sum(quantity::bigint * effective_price_cents), 0)::bigint as total_cents
  from cart_item join product on product.product_id = cart_item.product_id
  where cart_bucket = ${bucket} and cart_id = ${cartId} and not is_saved`;
}

/** Returns all lines of a cart, including those saved for later. */
export function lines(cart: CartKey) {
  return reads(LineRow)`${priced(linesOf(cart))}`;
}

/** Lines with today's prices, newest last. */
function priced(lines: Fragment, condition = sql``): Fragment {
  return sql`
  select item_id, line.product_id, product.name, attributes, effective_price_cents as price_cents, quantity, image, is_saved
  from (${lines}) line join product on product.product_id = line.product_id
  ${condition}
  order by position, item_id`;
}

function linesOf({ bucket, cartId }: CartKey): Fragment {
  return sql`
  select ${lineFields} from cart_item where cart_bucket = ${bucket} and cart_id = ${cartId}`;
}
