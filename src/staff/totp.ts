import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Codes of an authenticator app: RFC 6238 as all apps have it, with SHA-1, six digits and 30 seconds. */
const stepMilliseconds = 30_000;
const digits = 6;
/** 160 bits, as RFC 4226 recommends. */
const secretBytes = 20;
/** Steps before and after the present one whose codes are taken: clocks differ, and typing takes time. */
const tolerated = [0, -1, 1];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function newTotpSecret(): Buffer {
  return randomBytes(secretBytes);
}

/** Returns the number of the step that a moment lies in. */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / stepMilliseconds);
}

export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, "0");
}

/** Returns the step whose code this is, among the present one and its neighbours; undefined for a wrong code. */
export function stepOfCode(secret: Buffer, code: string, milliseconds = Date.now()): number | undefined {
  const given = Buffer.from(code);
  if (given.length !== digits) return undefined;
  const now = stepAt(milliseconds);
  return tolerated
    .map((distance) => now + distance)
    .find((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), given));
}

/** Returns bytes as base32 (RFC 4648, 6), without padding. */
export function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}

/** Returns the address by which an authenticator app takes a secret over, mostly from a picture. */
export function totpUrl(secret: Buffer, shopName: string, email: string): string {
  const label = [shopName, email].filter((part) => part !== "").map(encodeURIComponent);
  return `otpauth://totp/${label.join(":")}?secret=${base32(secret)}&issuer=${encodeURIComponent(shopName)}`;
}
