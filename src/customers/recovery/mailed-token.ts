import { createHash, createHmac } from "node:crypto";

const shape = /^([1-9]\d{0,15})\.([\w-]{43})$/;

/** The letter that a token is for: another job, reader or address has another token. */
export type TokenOptions = { readonly jobId: string; readonly customerId: number; readonly emailKey: string };

/**
 * What goes into a mail, and the hash that is kept of it. It names its customer and carries 256 bits that nobody can guess
 * without the shop's secret. A letter that is posted again carries the same token.
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

/** Undefined when it is no token that we ever mailed. */
export function readMailedToken(text: string): { customerId: number; tokenHash: Buffer } | undefined {
  const [, customerId, secret] = shape.exec(text.trim()) ?? [];
  return customerId && secret ? { customerId: Number(customerId), tokenHash: hashOf(secret) } : undefined;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
