import { createHash, randomBytes } from "node:crypto";
import { base32 } from "./totp.ts";

const recoveryCodes = 10;
const recoveryBytes = 10;
const tokenBytes = 32;
const keyShape = /^sk_[\w-]{43}$/;

/** Returns a secret that nobody can guess, as text: of a session, of a link in a mail. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString("base64url");
}

export function newApiKey(): string {
  return `sk_${newToken()}`;
}

export function isApiKey(text: string): boolean {
  return keyShape.test(text);
}

/** Returns the hash under which the database stores a secret; 80 random bits or more need no slow one. */
export function hashOfSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Returns new recovery codes of 80 random bits each: `mzxw-6ytb-oi4d-qmrt`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes }, () =>
    (base32(randomBytes(recoveryBytes)).toLowerCase().match(/.{4}/g) ?? []).join("-"),
  );
}

export function hashOfRecoveryCode(code: string): Buffer {
  return hashOfSecret(code.toLowerCase().replaceAll(/[^a-z2-7]/g, ""));
}
