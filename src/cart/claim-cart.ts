import type { Database, Writer } from "../platform/database/database.ts";
import { hashOfRequest } from "../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../platform/idempotency/run-idempotently.ts";
import { cartKey, mostLines, showCart, tooManyLines } from "./cart.ts";
import { dayOf, isOwnCartId, newCartId, newItemId, positionAt } from "./cart-numbers.ts";
import { lines, ownerOfCart, type CartKey } from "./cart.queries.ts";
import type { CustomerCart } from "./schemas.ts";
import * as queries from "./claim-cart.queries.ts";

export type ClaimingDependencies = {
  readonly db: Database;
  /** Keeps a customer from being erased until the transaction ends; refuses when the customer is gone. */
  readonly holdCustomer: (tx: Writer, customerId: number) => Promise<void>;
};

type Merge = { readonly customerId: number; readonly own: CartKey; readonly guest: CartKey };
type Move = Pick<Merge, "own" | "guest">;

/** Returns the customer's cart; creates an empty one when there is none. */
export async function cartOf(dependencies: ClaimingDependencies, customerId: number): Promise<CustomerCart> {
  const chosen = await dependencies.db.first(queries.cartOfCustomer(customerId));
  return chosen
    ? { cart_id: chosen.cart_id, items: await showCart(dependencies.db, chosen.cart_id) }
    : (await claimCart(dependencies, customerId, newCartId())).reply;
}

/**
 * Makes a guest's cart the customer's, or merges it into the one they have and removes it. Throws COM_02 when not all
 * lines fit; both carts then stay as they are.
 * With an idempotency key it runs once: a repeated request gets the cart as it is by then.
 * Lock order: the idempotency key if there is one, the customer, the customer's `customer_cart` row, the carts by
 * bucket and id, then their lines.
 */
export async function claimCart(
  { db, holdCustomer }: ClaimingDependencies,
  customerId: number,
  cartId: string,
  key?: string,
): Promise<IdempotentResult<CustomerCart>> {
  const requestHash = hashOfRequest({ cartId });
  const keyed = key === undefined ? undefined : { customerId, route: "POST /shoppingcart/claim", key, requestHash };
  const { reply, isReplayed } = await runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    await holdCustomer(tx, customerId);
    const own = await claimWithin(tx, customerId, cartKey(cartId));
    if ((await tx.all(lines(own))).length > mostLines) throw tooManyLines();
    return own.cartId;
  });
  return { reply: { cart_id: reply, items: await showCart(db, reply) }, isReplayed };
}

/** Returns the customer's cart for the export of their personal data; null when there is none. */
export async function exportCart(db: Database, customerId: number) {
  const chosen = await db.first(queries.cartOfCustomer(customerId));
  if (!chosen) return null;
  const held = await db.all(lines(cartKey(chosen.cart_id)));
  return {
    cart_id: chosen.cart_id,
    items: held.map(({ product_id, name, attributes, quantity, is_saved }) => ({
      product_id,
      name,
      attributes,
      quantity,
      is_saved_for_later: is_saved,
    })),
  };
}

/** Removes the customer's cart, within the transaction that erases the person. */
export async function eraseCart(tx: Writer, customerId: number): Promise<void> {
  const chosen = await tx.first(queries.forgetChoice(customerId));
  if (chosen) await tx.all(queries.removeCart(cartKey(chosen.cart_id)));
}

/**
 * Moves the customer's cart to a new id, within the transaction that takes the account from everybody else: knowing the
 * former id opens nothing any more. Lock order as in `claimCart`, after the customer; nobody waits for the new cart.
 */
export async function renewCart(tx: Writer, customerId: number): Promise<void> {
  const chosen = await tx.first(queries.holdChoice(customerId));
  if (!chosen) return;
  const former = cartKey(chosen.cart_id);
  const isOwn = (await tx.first(ownerOfCart(former)))?.customer_id === customerId;
  const own = await giveFresh(tx, customerId);
  if (isOwn) await moveLines(tx, { own, guest: former });
}

/**
 * Returns the customer's cart after a claim. A cart whose id the shop did not generate never gets an owner: other
 * customers who share the id by mistake could not order from it any more. Its lines move into a cart of the customer's
 * own.
 */
async function claimWithin(tx: Writer, customerId: number, guest: CartKey): Promise<CartKey> {
  const cartId = isOwnCartId(guest.cartId) ? guest.cartId : newCartId();
  const chosen = await tx.first(queries.chooseCart({ customerId, cartId }));
  const own = cartKey(chosen?.cart_id ?? cartId);
  if (own.cartId !== guest.cartId) {
    await merge(tx, { customerId, own, guest });
    return own;
  }
  return (await mark(tx, customerId, own)) ? own : giveFresh(tx, customerId);
}

/**
 * Moves a guest's lines into the customer's cart. Leaves another customer's cart as it is, although its id was known.
 */
async function merge(tx: Writer, wanted: Merge): Promise<void> {
  if (await takeBoth(tx, wanted)) await moveLines(tx, wanted);
}

/** Moves the lines of a cart whose row is locked into the customer's cart, and removes it. */
async function moveLines(tx: Writer, { own, guest }: Move): Promise<void> {
  const leaving = await tx.all(queries.linesToMerge(guest));
  const position = positionAt(performance.now());
  const merged = leaving.map(({ product_id, attributes, variant_key, quantity, is_saved }, index) => ({
    ...own,
    itemId: newItemId(own.bucket),
    productId: product_id,
    attributes,
    variantKey: variant_key,
    quantity,
    isSaved: is_saved,
    position: position + index,
  }));
  if (merged.length > 0) await tx.all(queries.mergeLines(merged));
  await tx.all(queries.removeCart(guest));
}

/**
 * Locks both carts' rows, by bucket and id. Returns whether the guest's lines may be moved: the cart exists and has no
 * owner.
 */
async function takeBoth(tx: Writer, { customerId, own, guest }: Merge): Promise<boolean> {
  let mayLeave = false;
  for (const cart of [own, guest].toSorted(inOrder))
    if (cart === own) await mark(tx, customerId, own);
    else mayLeave = (await tx.first(ownerOfCart(guest)))?.customer_id === null;
  return mayLeave;
}

function inOrder(one: CartKey, other: CartKey): number {
  return one.bucket - other.bucket || (one.cartId < other.cartId ? -1 : 1);
}

/** Gives the customer a new, empty cart. */
async function giveFresh(tx: Writer, customerId: number): Promise<CartKey> {
  const fresh = cartKey(newCartId());
  await tx.all(queries.replaceCart({ customerId, cartId: fresh.cartId }));
  await mark(tx, customerId, fresh);
  return fresh;
}

function mark(tx: Writer, customerId: number, cart: CartKey) {
  return tx.first(queries.markCart({ ...cart, customerId, today: dayOf(new Date()) }));
}
