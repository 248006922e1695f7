import { createHash, randomBytes } from "node:crypto";

const shape = /^([1-9]\d{0,15})\.([\w-]{43})$/;
const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** What goes into a mail, and the hash that is kept of it. It names its customer and carries 256 random bits. */
export const newMailedToken = (customerId: number): { text: string; tokenHash: Buffer } => {
  const secret = randomBytes(32).toString("base64url");
  return { text: `${customerId}.${secret}`, tokenHash: hashOf(secret) };
};

/** Undefined when it is no token that we ever mailed. */
export const readMailedToken = (text: string): { customerId: number; tokenHash: Buffer } | undefined => {
  const [, customerId, secret] = shape.exec(text.trim()) ?? [];
  return customerId && secret ? { customerId: Number(customerId), tokenHash: hashOf(secret) } : undefined;
};
