import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A refresh token names its customer, session and generation (position in the chain of tokens), and carries 256 random
 * bits; a tag proves that we issued it. Each successor is derived from its predecessor with the shop's secret, so that
 * a retry with the same token gets the same successor, and a thief with one token cannot derive the next.
 */
export type RefreshToken = {
  readonly customerId: number;
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
};

const secretBytes = 32;
const shape = /^([1-9]\d{0,15})\.([\w-]{16,64})\.(\d{1,9})\.([\w-]{43})\.([\w-]{43})$/;

export function firstRefreshToken(customerId: number): RefreshToken {
  return {
    customerId,
    sessionId: randomBytes(18).toString("base64url"),
    generation: 0,
    secret: randomBytes(secretBytes),
  };
}

export function successorOf(token: RefreshToken, shopSecret: Buffer): RefreshToken {
  return {
    ...token,
    generation: token.generation + 1,
    secret: createHmac("sha256", shopSecret).update("next ").update(token.secret).digest(),
  };
}

export function writeRefreshToken(
  { customerId, sessionId, generation, secret }: RefreshToken,
  shopSecret: Buffer,
): string {
  const body = `${customerId}.${sessionId}.${generation}.${secret.toString("base64url")}`;
  return `${body}.${tagOf(body, shopSecret).toString("base64url")}`;
}

/** Parses a refresh token; returns undefined when it was not issued by this shop. */
export function readRefreshToken(text: string, shopSecret: Buffer): RefreshToken | undefined {
  const parts = shape.exec(text);
  if (!parts) return undefined;
  const [, customerId = "", sessionId = "", generation = "", secret = "", tag = ""] = parts;
  const given = Buffer.from(tag, "base64url");
  const expected = tagOf(text.slice(0, text.lastIndexOf(".")), shopSecret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return {
    customerId: Number(customerId),
    sessionId,
    generation: Number(generation),
    secret: Buffer.from(secret, "base64url"),
  };
}

/** Returns the hash under which the database stores a token. */
export function hashOfToken({ secret }: Pick<RefreshToken, "secret">): Buffer {
  return createHash("sha256").update(secret).digest();
}

function tagOf(body: string, shopSecret: Buffer): Buffer {
  return createHmac("sha256", shopSecret).update(`tag ${body}`).digest();
}
