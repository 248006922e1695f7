import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import type { Database } from "../../platform/database/database.ts";
import * as queries from "./signing-keys.queries.ts";

export type SigningKey = {
  readonly keyId: string;
  readonly key: KeyObject;
  /** From when on it is accepted no more; Infinity while it signs. */
  readonly retiresAtMilliseconds: number;
  /** For how long any server lets a token of it be good; 0 while it has signed none. */
  readonly longestSeconds: number;
};

export type KeySource = {
  readonly db: Database;
  readonly jwtSecret: string;
  /** For how long this server's access tokens are good. */
  readonly lifetimeSeconds: number;
};

/** The keys that are accepted, the one that signs first. One that was known and did not change is the same object again. */
export async function loadKeys(
  { db, jwtSecret, lifetimeSeconds }: KeySource,
  known: readonly SigningKey[],
): Promise<SigningKey[]> {
  const found = jwtSecret ? await fromSettings(db, jwtSecret) : await fromDatabase(db);
  const keys = await raise(db, found, lifetimeSeconds);
  return keys.map((fresh) => {
    const before = known.find(({ keyId, key }) => keyId === fresh.keyId && key.equals(fresh.key));
    return before ? { ...fresh, key: before.key } : fresh;
  });
}

/** JWT_SECRET holds the key that signs, and after commas older ones that are still accepted. */
async function fromSettings(db: Database, jwtSecret: string): Promise<SigningKey[]> {
  const parts = jwtSecret
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => ({
      keyId: createHash("sha256").update(part).digest("hex").slice(0, 16),
      key: createSecretKey(Buffer.from(part)),
    }));
  const rows = await db.all(queries.lifetimesOf(parts.map(({ keyId }) => keyId)));
  const longest = new Map(rows.map(({ key_id, seconds }) => [key_id, seconds]));
  return parts.map((part) => ({
    ...part,
    retiresAtMilliseconds: Infinity,
    longestSeconds: longest.get(part.keyId) ?? 0,
  }));
}

async function fromDatabase(db: Database): Promise<SigningKey[]> {
  const rows = await db.all(queries.signingKeys(new Date()));
  return rows.map(({ key_id, secret, retires_at, seconds }) => ({
    keyId: key_id,
    key: createSecretKey(secret),
    retiresAtMilliseconds: retires_at?.getTime() ?? Infinity,
    longestSeconds: seconds ?? 0,
  }));
}

/** Before a server signs with a key it says for how long. */
async function raise(db: Database, keys: SigningKey[], lifetimeSeconds: number): Promise<SigningKey[]> {
  const [current, ...others] = keys;
  if (!current || current.longestSeconds >= lifetimeSeconds) return keys;
  await db.atOnce([queries.raiseLifetime(current.keyId, lifetimeSeconds)], queries.announceKeys());
  return [{ ...current, longestSeconds: lifetimeSeconds }, ...others];
}
