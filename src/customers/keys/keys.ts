import { createHash, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import * as queries from "./queries.ts";

export type SigningKey = { readonly keyId: string; readonly key: KeyObject };

/** The keys of access tokens and of refresh tokens, the same on every server of the shop. */
export type Keys = {
  /** The key that signs now. */
  current(): SigningKey;
  /** A key by its id, as long as tokens that it signed may be alive. */
  find(keyId: string): Promise<SigningKey | undefined>;
  /** From which each refresh token's successor is drawn. */
  readonly refreshSecret: Buffer;
  /** From which the token of each letter is drawn. */
  readonly mailedSecret: Buffer;
  readonly listener: Listener;
};

/** 256 bits, as HS256 asks (RFC 7518, 3.2). */
const keyBytes = 32;
const firstKeyId = "first";
const reloadPauseMilliseconds = 1000;
/** A server that has not heard of a new key yet signs a little longer with the old one. */
const hearsayMilliseconds = 60_000;

/** JWT_SECRET holds the key that signs, and after commas older ones that are still accepted. */
const fromSettings = (jwtSecret: string): SigningKey[] =>
  jwtSecret
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => ({
      keyId: createHash("sha256").update(part).digest("hex").slice(0, 16),
      key: createSecretKey(Buffer.from(part)),
    }));

const fromDatabase = async (db: Database): Promise<SigningKey[]> => {
  const rows = await db.all(queries.signingKeys(new Date()));
  return rows
    .toSorted((one, other) => Number(one.retires_at !== null) - Number(other.retires_at !== null))
    .map(({ key_id, secret }) => ({ keyId: key_id, key: createSecretKey(secret) }));
};

/** Not drawn from JWT_SECRET: a new key there must not end every session. */
const secretOf = async (db: Database, name: "refresh" | "mailed"): Promise<Buffer> => {
  await db.all(queries.keepSecret(name, randomBytes(keyBytes)));
  const kept = await db.first(queries.secret(name));
  if (!kept) throw new Error(`The secret of ${name} tokens was not kept.`);
  return kept.secret;
};

const loadKeys = async (db: Database, jwtSecret: string): Promise<SigningKey[]> =>
  jwtSecret ? fromSettings(jwtSecret) : fromDatabase(db);

/** Loads the shop's keys, drawing them when this is its first start. */
export const openKeys = async (db: Database, jwtSecret: string): Promise<Keys> => {
  let keys = await loadKeys(db, jwtSecret);
  if (keys.length === 0) {
    await db.all(queries.addKey({ keyId: firstKeyId, secret: randomBytes(keyBytes), now: new Date() }));
    keys = await loadKeys(db, jwtSecret);
  }
  let loadedAt = 0;
  let loading = Promise.resolve();
  const load = async (): Promise<void> => {
    keys = await loadKeys(db, jwtSecret);
  };
  const reload = (): Promise<void> => {
    loadedAt = Date.now();
    loading = load();
    return loading;
  };
  const reloadSoon = () => void reload().catch(() => undefined);

  return {
    current() {
      const [first] = keys;
      if (!first) throw new Error("There is no key to sign access tokens with.");
      return first;
    },
    async find(keyId) {
      const known = keys.find((key) => key.keyId === keyId);
      if (known) return known;
      // A key that another server has just drawn; strangers' key ids cost a look-up a second at most.
      await (Date.now() - loadedAt < reloadPauseMilliseconds ? loading : reload());
      return keys.find((key) => key.keyId === keyId);
    },
    refreshSecret: await secretOf(db, "refresh"),
    mailedSecret: await secretOf(db, "mailed"),
    listener: { received: reloadSoon, connected: reloadSoon, missing: reloadSoon },
  };
};

/** Draws a new signing key; the old ones are accepted until their last token has expired. */
export const rotateKeys = (db: Database, tokenLifetimeSeconds: number): Promise<string> =>
  db.transaction(async (tx) => {
    const now = new Date();
    const keyId = randomBytes(8).toString("hex");
    await tx.all(queries.retireKeys(new Date(now.getTime() + tokenLifetimeSeconds * 1000 + hearsayMilliseconds)));
    await tx.all(queries.addKey({ keyId, secret: randomBytes(keyBytes), now }));
    await tx.all(queries.announceKeys());
    return keyId;
  });
