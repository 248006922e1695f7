import { hash, randomInt } from "node:crypto";

/** Size of the random part of an item's number: its lower 40 bits. The bucket of its cart is in the bits above. */
const itemRange = 2 ** 40;

const signs = "abcdefghijklmnopqrstuvwxyz0123456789";
const cartIdLength = 18;

const ownForm = new RegExp(`^[${signs}]{${cartIdLength}}$`);

/**
 * Returns an id for a new cart: 18 lower-case letters and digits, as clients of the contract check them. They hold 93
 * random bits: an attacker who tries a million ids a second hits one of a thousand million carts once in 300 000 years.
 */
export function newCartId(): string {
  return Array.from({ length: cartIdLength }, () => signs[randomInt(signs.length)]).join("");
}

/**
 * Whether an id has the form of `newCartId`. Other ids come from clients, and several customers may share one, such as
 * `null`.
 */
export function isOwnCartId(cartId: string): boolean {
  return ownForm.test(cartId);
}

/** Returns the bucket that stores a cart: the first 12 bits of its id's hash. */
export function bucketOf(cartId: string): number {
  return hash("sha256", cartId, "buffer").readUInt16BE(0) >> 4;
}

/** Returns an unguessable number for a line of a cart in this bucket. */
export function newItemId(bucket: number): number {
  return bucket * itemRange + randomInt(1, itemRange);
}

/** Returns the bucket that stores a line, read from the line's number. */
export function bucketOfItem(itemId: number): number {
  return Math.floor(itemId / itemRange);
}

/** Returns the day of a moment in UTC, as a cart's `used_on` stores it: `2026-11-22`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/**
 * Returns the sort position of a line that is added now, after all existing lines: microseconds since 1970. Its
 * argument is a reading of performance.now().
 */
export function positionAt(milliseconds: number): number {
  return Math.round((performance.timeOrigin + milliseconds) * 1000);
}

/** Returns the lock name of a cart's row; every change of the cart locks that row. */
export function cartRow({ cartId }: { readonly cartId: string }): string {
  return `cart ${cartId}`;
}
