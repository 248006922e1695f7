import { orNull, row, text, truth, whole } from "../platform/database/columns.ts";
import { reads, sql, writes, type Fragment } from "../platform/database/statement.ts";
import { cartRow } from "./numbers.ts";

/** A cart by its id, and where it lives. */
export type CartKey = { readonly bucket: number; readonly cartId: string };
/** A line by its number, and where it lives. */
export type ItemKey = { readonly bucket: number; readonly itemId: number };

const LineRow = row({
  item_id: whole,
  product_id: whole,
  name: text,
  attributes: text,
  price_cents: whole,
  quantity: whole,
  image: orNull(text),
  is_saved: truth,
});

const lineFields = sql`item_id, product_id, attributes, quantity, is_saved, place`;

/** Lines with today's prices, newest last. */
const priced = (lines: Fragment, condition = sql``): Fragment => sql`
  select item_id, line.product_id, product.name, attributes, effective_price_cents as price_cents, quantity, image, is_saved
  from (${lines}) line join product on product.product_id = line.product_id
  ${condition}
  order by place, item_id`;

const linesOf = ({ bucket, cartId }: CartKey): Fragment => sql`
  select ${lineFields} from cart_item where cart_bucket = ${bucket} and cart_id = ${cartId}`;

/** Every line of a cart, those saved for later included. */
export const lines = (cart: CartKey) => reads(LineRow)`${priced(linesOf(cart))}`;

/** Takes the cart's row, made when it is not there. */
export const takeCart = (cart: CartKey & { today: string }) => writes(row({}), cartRow(cart))`
  insert into cart (cart_bucket, cart_id, used_on) values (${cart.bucket}, ${cart.cartId}, ${cart.today})
  on conflict (cart_bucket, cart_id) do update set used_on = excluded.used_on`;

/** Takes the row of a cart that is there. */
export const takeKnownCart = (cart: CartKey & { today: string }) => writes(row({ cart_id: text }), cartRow(cart))`
  update cart set used_on = ${cart.today}
  where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} returning cart_id`;

/** Takes the row of a cart, and tells whose it is. */
export const ownerOfCart = (cart: CartKey) => writes(row({ customer_id: orNull(whole) }), cartRow(cart))`
  select customer_id from cart where cart_bucket = ${cart.bucket} and cart_id = ${cart.cartId} for update`;

/** Takes the row of the cart that holds a line. */
export const takeCartOfItem = (item: ItemKey & { today: string }) => writes(
  row({ cart_id: text }),
  `cart of ${item.itemId}`,
)`
  update cart set used_on = ${item.today}
  where cart_bucket = ${item.bucket}
    and cart_id = (select cart_id from cart_item where cart_bucket = ${item.bucket} and item_id = ${item.itemId})
  returning cart_id`;

export type NewLine = CartKey &
  ItemKey & {
    readonly productId: number;
    readonly attributes: string;
    readonly known: string;
    readonly quantity: number;
    readonly place: number;
  };

/**
 * Puts a line in, or raises the quantity of the line that is there already; answers every line of the cart after it.
 * More than `mostLines` violate `cart_most_lines_check`. Its foreign key takes the product's row, which a change of the
 * price holds.
 */
export const addLine = (line: NewLine, mostLines: number) => writes(LineRow, `product ${line.productId}`)`
  with added as (
    insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, attributes_known, quantity, place)
    values (${line.bucket}, ${line.itemId}, ${line.cartId}, ${line.productId}, ${line.attributes}, ${line.known}, ${line.quantity}, ${line.place})
    on conflict (cart_bucket, cart_id, product_id, attributes_known) do update
    set quantity = cart_item.quantity + excluded.quantity, attributes = excluded.attributes, is_saved = false
    returning ${lineFields})
  ${priced(
    sql`select *, count(*) over () as lines from (
      select ${lineFields} from added
      union all ${linesOf(line)} and item_id <> (select item_id from added)) every_line`,
    sql`where holds_lines(lines, ${mostLines})`,
  )}`;

export const changeQuantity = (item: ItemKey, quantity: number) => writes(row({ item_id: whole }))`
  update cart_item set quantity = ${quantity}
  where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;

export const changeSaved = (item: ItemKey, isSaved: boolean) => writes(row({ item_id: whole }))`
  update cart_item set is_saved = ${isSaved}
  where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;

export const removeLine = (item: ItemKey) => writes(row({ item_id: whole }))`
  delete from cart_item where cart_bucket = ${item.bucket} and item_id = ${item.itemId} returning item_id`;

/** What is saved for later stays. */
export const removeLines = ({ bucket, cartId }: CartKey) => writes(row({}))`
  delete from cart_item where cart_bucket = ${bucket} and cart_id = ${cartId} and not is_saved`;

export const totalOf = ({ bucket, cartId }: CartKey) => reads(row({ total_cents: whole }))`
  select coalesce(sum(quantity::bigint * effective_price_cents), 0)::bigint as total_cents
  from cart_item join product on product.product_id = cart_item.product_id
  where cart_bucket = ${bucket} and cart_id = ${cartId} and not is_saved`;
