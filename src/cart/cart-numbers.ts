import { hash, randomInt } from "node:crypto";

/** Random bits of an item's number; the bucket of its cart stands above them. */
const itemRange = 2 ** 40;

const signs = "abcdefghijklmnopqrstuvwxyz0123456789";
const cartIdLength = 18;

const ownForm = new RegExp(`^[${signs}]{${cartIdLength}}$`);

/**
 * The id of a cart that we give out: 18 lower-case letters and digits, as clients of the contract check them. They hold 93
 * random bits: whoever tries a million ids a second meets one of a thousand million carts once in 300 000 years.
 */
export function newCartId(): string {
  return Array.from({ length: cartIdLength }, () => signs[randomInt(signs.length)]).join("");
}

/** Could we have given this id out? Others are of a client's making, and several buyers may share one, such as `null`. */
export function isOwnCartId(cartId: string): boolean {
  return ownForm.test(cartId);
}

/** Where a cart lives: the first 12 bits of its id's hash. */
export function bucketOf(cartId: string): number {
  return hash("sha256", cartId, "buffer").readUInt16BE(0) >> 4;
}

/** An unguessable number for a line of a cart in this bucket. */
export function newItemId(bucket: number): number {
  return bucket * itemRange + randomInt(1, itemRange);
}

/** Where a line lives, read from its number. */
export function bucketOfItem(itemId: number): number {
  return Math.floor(itemId / itemRange);
}

/** The day that carts are said to be used on, in UTC: `2026-11-22`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The place of a line that is put in now, after all that are there: microseconds since 1970, given performance.now(). */
export function placeAt(milliseconds: number): number {
  return Math.round((performance.timeOrigin + milliseconds) * 1000);
}

/** A cart's row, which everybody who changes the cart takes. */
export function cartRow({ cartId }: { readonly cartId: string }): string {
  return `cart ${cartId}`;
}
