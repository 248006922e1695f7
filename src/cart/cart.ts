import type { Database, Writer } from "../platform/database/database.ts";
import { hashOfRequest } from "../platform/idempotency/idempotency-key.ts";
import {
  runIdempotently,
  runIdempotentlyIfKeyed,
  type IdempotentResult,
} from "../platform/idempotency/run-idempotently.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import { bucketOf, bucketOfItem, dayOf, newItemId, positionAt } from "./cart-numbers.ts";
import * as queries from "./cart.queries.ts";
import type { CartKey, ItemKey } from "./cart.queries.ts";
import type { ResolveVariant } from "../catalogue/index.ts";
import { mostUnits, type AddToCart, type CartItem } from "./schemas.ts";

/** Maximum number of lines in a cart, including those saved for later. */
export const mostLines = 100;

type Line = {
  item_id: number;
  product_id: number;
  name: string;
  attributes: string;
  price_cents: number;
  quantity: number;
  image: string | null;
  is_saved: boolean;
};

/** Refusals of a line that cannot be added to a cart, by violated constraint. */
const noLine = {
  cart_item_product_fkey: refusal("PRO_01", "product_id"),
  cart_item_quantity_check: refusal("COM_02", "quantity", {
    message: `Invalid Data: a line holds at most ${mostUnits}`,
  }),
  cart_most_lines_check: tooManyLines(),
};

type Change = (tx: Writer, item: ItemKey) => Promise<unknown>;

export function tooManyLines() {
  return refusal("COM_02", "cart_id", { message: `Invalid Data: a cart holds at most ${mostLines} lines` });
}

/**
 * Adds a product to a cart and returns the cart. Equal lines are merged: their quantities are summed, and the newest
 * spelling is kept. A line that was saved for later moves back into the cart with its quantity.
 * With an idempotency key it runs once: a repeated request gets the cart as it is by then.
 * Lock order of every change: the idempotency key if there is one, the cart's row, then its lines. So the count of
 * lines is exact.
 */
export async function addToCart(
  { db, resolveVariant }: { db: Database; resolveVariant: ResolveVariant },
  options: AddToCart,
  key?: string,
): Promise<IdempotentResult<CartItem[]>> {
  const variantKey = await resolveVariant(options.product_id, options.attributes);
  const cart = cartKey(options.cart_id);
  const line = {
    ...cart,
    itemId: newItemId(cart.bucket),
    productId: options.product_id,
    attributes: options.attributes,
    variantKey,
    quantity: options.quantity,
    position: positionAt(performance.now()),
  };
  const taking = queries.lockOrAddCart({ ...cart, today: dayOf(new Date()) });
  const adding = queries.addLine(line, mostLines);
  if (key === undefined) return { reply: shown(await db.atOnce([taking], adding, noLine)), isReplayed: false };
  const requestHash = hashOfRequest({ ...options });
  const keyed = {
    bucket: cart.bucket,
    scope: `cart ${cart.cartId}`,
    route: "POST /shoppingcart/add",
    key,
    requestHash,
  };
  const { isReplayed } = await runIdempotently(db, keyed, async (tx) => {
    tx.send(taking, noLine);
    await tx.all(adding, noLine);
    return null;
  });
  return { reply: await showCart(db, cart.cartId), isReplayed };
}

/** Returns a cart without the lines saved for later. An unknown cart is an empty one. */
export async function showCart(db: Database, cartId: string): Promise<CartItem[]> {
  return shown(await db.all(queries.lines(cartKey(cartId))));
}

export async function showSaved(db: Database, cartId: string) {
  const lines = await db.all(queries.lines(cartKey(cartId)));
  return lines
    .filter(({ is_saved }) => is_saved)
    .map(({ item_id, name, attributes, price_cents }) => ({
      item_id,
      name,
      attributes,
      price: twoDecimals(price_cents),
    }));
}

/** Returns the total price of a cart, without the lines saved for later. */
export async function totalAmount(db: Database, cartId: string) {
  const total = await db.first(queries.totalOf(cartKey(cartId)));
  return { total_amount: twoDecimals(total?.total_cents ?? 0) };
}

/** Sets a line's quantity; 0 removes the line. Returns the cart. */
export async function changeQuantity(db: Database, itemId: number, quantity: number): Promise<CartItem[]> {
  const cart = await changeLine(db, itemId, (tx, item) =>
    tx.first(quantity === 0 ? queries.removeLine(item) : queries.changeQuantity(item, quantity)),
  );
  return shown(await db.all(queries.lines(cart)));
}

export function saveForLater(db: Database, itemId: number, key?: string) {
  return changeSaved(db, itemId, true, key);
}

export function moveToCart(db: Database, itemId: number, key?: string) {
  return changeSaved(db, itemId, false, key);
}

export async function removeFromCart(db: Database, itemId: number): Promise<void> {
  void (await changeLine(db, itemId, (tx, item) => tx.first(queries.removeLine(item))));
}

/** Removes a cart's lines, except those saved for later. */
export async function emptyCart(db: Database, cartId: string): Promise<CartItem[]> {
  const cart = cartKey(cartId);
  await db.transaction(async (tx) => {
    if (await tx.first(queries.lockKnownCart({ ...cart, today: dayOf(new Date()) })))
      await tx.all(queries.removeLines(cart));
  });
  return [];
}

export function cartKey(cartId: string): CartKey {
  return { bucket: bucketOf(cartId), cartId };
}

/** Returns the lines as the contract shows a cart: without those saved for later. */
function shown(lines: readonly Line[]): CartItem[] {
  return lines
    .filter(({ is_saved }) => !is_saved)
    .map(({ is_saved: _, price_cents, ...line }) => ({
      item_id: line.item_id,
      name: line.name,
      attributes: line.attributes,
      product_id: line.product_id,
      price: twoDecimals(price_cents),
      quantity: line.quantity,
      image: line.image,
      subtotal: twoDecimals(price_cents * line.quantity),
    }));
}

function changeLine(db: Database, itemId: number, change: Change): Promise<CartKey> {
  return db.transaction((tx) => changeWithin(tx, itemKey(itemId), change));
}

function changeSaved(
  db: Database,
  itemId: number,
  isSaved: boolean,
  key: string | undefined,
): Promise<IdempotentResult<null>> {
  const item = itemKey(itemId);
  const route = isSaved ? "POST /shoppingcart/saveForLater" : "POST /shoppingcart/moveToCart";
  const keyed =
    key === undefined
      ? undefined
      : { bucket: item.bucket, scope: `item ${itemId}`, route, key, requestHash: hashOfRequest({}) };
  return runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    await changeWithin(tx, item, () => tx.first(queries.changeSaved(item, isSaved)));
    return null;
  });
}

function itemKey(itemId: number): ItemKey {
  return { bucket: bucketOfItem(itemId), itemId };
}

/**
 * Locks the cart that holds a line, then changes the line. Returns the cart; throws CAR_01 when there is no such line.
 */
async function changeWithin(tx: Writer, item: ItemKey, change: Change): Promise<CartKey> {
  const cart = await tx.first(queries.lockCartOfItem({ ...item, today: dayOf(new Date()) }));
  // The line may have been removed while this waited for the cart's lock.
  if (!cart || !(await change(tx, item))) throw unknownItem();
  return { bucket: item.bucket, cartId: cart.cart_id };
}

function unknownItem() {
  return refusal("CAR_01", "item_id");
}
