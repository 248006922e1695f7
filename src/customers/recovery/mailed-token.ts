import { createHash, createHmac } from "node:crypto";

const shape = /^([1-9]\d{0,15})\.([\w-]{43})$/;

/** The mail that a token is for: each job, customer and email has a different token. */
export type TokenOptions = { readonly jobId: string; readonly customerId: number; readonly emailKey: string };

/**
 * Returns the token for a mail, and its hash to be stored. A token names its customer and carries 256 bits that cannot
 * be guessed without the shop's secret. A mail that is sent again carries the same token.
 */
export function mailedToken(
  key: Buffer,
  { jobId, customerId, emailKey }: TokenOptions,
): { text: string; tokenHash: Buffer } {
  const secret = createHmac("sha256", key)
    .update(JSON.stringify([jobId, customerId, emailKey]))
    .digest("base64url");
  return { text: `${customerId}.${secret}`, tokenHash: hashOf(secret) };
}

/** Parses a mailed token; returns undefined when its format is wrong. */
export function readMailedToken(text: string): { customerId: number; tokenHash: Buffer } | undefined {
  const [, customerId, secret] = shape.exec(text.trim()) ?? [];
  return customerId && secret ? { customerId: Number(customerId), tokenHash: hashOf(secret) } : undefined;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
