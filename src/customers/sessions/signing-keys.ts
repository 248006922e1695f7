import { randomBytes } from "node:crypto";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { loadKeys, type KeySource, type SigningKey } from "./load-signing-keys.ts";
import * as queries from "./signing-keys.queries.ts";

export type { SigningKey } from "./load-signing-keys.ts";

/** The keys of access tokens and of refresh tokens, the same on every server of the shop. */
export type Keys = {
  /** The key that signs now. */
  current(): Promise<SigningKey>;
  /** Returns a key by its ID, while tokens signed with it are accepted. */
  find(keyId: string): Promise<SigningKey | undefined>;
  /** Returns whether any server gives tokens of this key a lifetime this long. */
  gives(key: SigningKey, seconds: number): Promise<boolean>;
  /** Secret from which each refresh token's successor is derived. */
  readonly refreshSecret: Buffer;
  /** Secret from which mailed tokens are derived. */
  readonly mailedSecret: Buffer;
  /** ID of this shop, which tells it from another shop with the same keys. */
  readonly installation: string;
  readonly listener: Listener;
};

/** 256 bits, as HS256 requires (RFC 7518, 3.2). */
const keyBytes = 32;
const firstKeyId = "first";
/** Maximum age of the cached key list, in milliseconds, whether or not a change was announced to this server. */
const freshMilliseconds = 800;
const lookPauseMilliseconds = 1000;
/** Allowance for servers that are not notified of a new key yet and still sign with the old one. */
const hearsaySeconds = 60;

type SecretName = "refresh" | "mailed" | "installation";

export type Rotated = { readonly keyId: string; readonly acceptedUntil: Date | undefined };

export async function openKeys(db: Database, jwtSecret: string, lifetimeSeconds: number): Promise<Keys> {
  const kept = await keepKeys({ db, jwtSecret, lifetimeSeconds });
  const known = async (keyId: string) => (await kept.now()).find((key) => key.keyId === keyId);

  return {
    async current() {
      const [first] = await kept.now();
      if (!first) throw new Error("There is no key to sign access tokens with.");
      return first;
    },
    async find(keyId) {
      const key = await known(keyId);
      if (key) return key;
      await kept.lookAgain();
      return known(keyId);
    },
    async gives(key, seconds) {
      if (seconds <= key.longestSeconds) return true;
      await kept.lookAgain();
      return seconds <= ((await known(key.keyId))?.longestSeconds ?? 0);
    },
    refreshSecret: await secretOf(db, "refresh"),
    mailedSecret: await secretOf(db, "mailed"),
    installation: (await secretOf(db, "installation")).toString("hex").slice(0, 16),
    listener: { received: kept.changed, connected: kept.changed, missing: () => undefined },
  };
}

/**
 * Creates a new signing key. The old ones are accepted until their last token has expired. With `isNow` they are
 * rejected at once: all tokens they signed are refused, and clients get new ones with their refresh tokens.
 */
export function rotateKeys(db: Database, { isNow = false }: { readonly isNow?: boolean } = {}): Promise<Rotated> {
  return db.transaction(async (tx) => {
    const now = new Date();
    const keyId = randomBytes(8).toString("hex");
    const retired = isNow ? [] : await tx.all(queries.retireKeys(now, hearsaySeconds));
    if (isNow) tx.send(queries.retireKeysNow(now));
    tx.send(queries.addKey({ keyId, secret: randomBytes(keyBytes), now }));
    tx.send(queries.announceKeys());
    return { keyId, acceptedUntil: retired[0]?.retires_at ?? undefined };
  });
}

/** Returns a stored random secret, independent of JWT_SECRET: a new key there must not end every session. */
async function secretOf(db: Database, name: SecretName): Promise<Buffer> {
  await db.all(queries.keepSecret(name, randomBytes(keyBytes)));
  const kept = await db.first(queries.secret(name));
  if (!kept) throw new Error(`The secret called ${name} was not kept.`);
  return kept.secret;
}

/** Caches the keys: reloads them when a change is announced, and in any case before the list is one second old. */
async function keepKeys(source: KeySource) {
  let loadedAt = Date.now();
  let keys = await loadOrDraw(source);
  /** Number of announced changes: a list that was requested before the latest one is stale. */
  let changes = 0;
  let loadedAfter = 0;
  let loading: Promise<void> | undefined;
  let lookedAt = 0;
  let looking: Promise<void> = Promise.resolve();

  // Keys from JWT_SECRET do not change while a server runs.
  const isFresh = (): boolean =>
    source.jwtSecret !== "" || (loadedAfter === changes && Date.now() - loadedAt < freshMilliseconds);
  const load = async (): Promise<void> => {
    const [mine, now] = [changes, Date.now()];
    keys = await loadKeys(source, keys);
    [loadedAfter, loadedAt] = [mine, now];
  };
  const reload = (): Promise<void> => (loading ??= load().finally(() => (loading = undefined)));
  /** Waits for a load in progress, which may predate the change, and then loads again. */
  const reloadSurely = async (): Promise<void> => {
    if (loading) await loading;
    await reload();
  };

  return {
    async now(): Promise<readonly SigningKey[]> {
      if (!isFresh()) await reload();
      if (loadedAfter !== changes) await reload();
      return keys.filter(({ retiresAtMilliseconds }) => retiresAtMilliseconds > Date.now());
    },
    /** Reloads for a key that another server may have just created; forged tokens cause at most one load a second. */
    lookAgain(): Promise<void> {
      if (Date.now() - lookedAt >= lookPauseMilliseconds) {
        lookedAt = Date.now();
        looking = reloadSurely();
      }
      return looking;
    },
    changed: (): void => void (changes += 1),
  };
}

/** Loads the shop's keys; creates the first one when the shop has none. */
async function loadOrDraw(source: KeySource): Promise<SigningKey[]> {
  const loaded = await loadKeys(source, []);
  if (loaded.length > 0) return loaded;
  await source.db.all(queries.addKey({ keyId: firstKeyId, secret: randomBytes(keyBytes), now: new Date() }));
  return loadKeys(source, []);
}
