import { hash, randomInt } from "node:crypto";

/** Random bits of an item's number; the bucket of its cart stands above them. */
const itemRange = 2 ** 40;

const signs = "abcdefghijklmnopqrstuvwxyz0123456789";
const cartIdLength = 18;

/**
 * The id of a cart that we give out: 18 lower-case letters and digits, as clients of the contract check them. They hold 93
 * random bits: whoever tries a million ids a second meets one of a thousand million carts once in 300 000 years.
 */
export const newCartId = (): string =>
  Array.from({ length: cartIdLength }, () => signs[randomInt(signs.length)]).join("");

const ownForm = new RegExp(`^[${signs}]{${cartIdLength}}$`);

/** Could we have given this id out? Others are of a client's making, and several buyers may share one, such as `null`. */
export const isOwnCartId = (cartId: string): boolean => ownForm.test(cartId);

/** Where a cart lives: the first 12 bits of its id's hash. */
export const bucketOf = (cartId: string): number => hash("sha256", cartId, "buffer").readUInt16BE(0) >> 4;

/** An unguessable number for a line of a cart in this bucket. */
export const newItemId = (bucket: number): number => bucket * itemRange + randomInt(1, itemRange);

/** Where a line lives, read from its number. */
export const bucketOfItem = (itemId: number): number => Math.floor(itemId / itemRange);

/** The day that carts are said to be used on, in UTC: `2026-11-22`. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** The place of a line that is put in now, after all that are there: microseconds since 1970, given performance.now(). */
export const placeAt = (milliseconds: number): number => Math.round((performance.timeOrigin + milliseconds) * 1000);

/** A cart's row, which everybody who changes the cart takes. */
export const cartRow = ({ cartId }: { readonly cartId: string }): string => `cart ${cartId}`;
