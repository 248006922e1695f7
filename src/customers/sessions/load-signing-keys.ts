import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import type { Database } from "../../platform/database/database.ts";
import * as queries from "./signing-keys.queries.ts";

export type SigningKey = {
  readonly keyId: string;
  readonly key: KeyObject;
  /** When the key stops being accepted, in milliseconds since the epoch; Infinity for a key that is not retired. */
  readonly retiresAtMilliseconds: number;
  /** Longest lifetime that any server gives tokens of this key; 0 while it has signed none. */
  readonly longestSeconds: number;
};

export type KeySource = {
  readonly db: Database;
  readonly jwtSecret: string;
  /** Lifetime of the access tokens that this server issues. */
  readonly lifetimeSeconds: number;
};

/** Loads the accepted keys, the signing key first. An unchanged key in `known` keeps its key object. */
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

/** Reads JWT_SECRET: the signing key, then older keys that are still accepted, separated by commas. */
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

/** Records and announces this server's token lifetime for the signing key, before the server signs with it. */
async function raise(db: Database, keys: SigningKey[], lifetimeSeconds: number): Promise<SigningKey[]> {
  const [current, ...others] = keys;
  if (!current || current.longestSeconds >= lifetimeSeconds) return keys;
  await db.atOnce([queries.raiseLifetime(current.keyId, lifetimeSeconds)], queries.announceKeys());
  return [{ ...current, longestSeconds: lifetimeSeconds }, ...others];
}
