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
  /** A key by its id, as long as what it signed is accepted. */
  find(keyId: string): Promise<SigningKey | undefined>;
  /** Does any server give tokens of this key so long a life? */
  gives(key: SigningKey, seconds: number): Promise<boolean>;
  /** From which each refresh token's successor is drawn. */
  readonly refreshSecret: Buffer;
  /** From which the token of each letter is drawn. */
  readonly mailedSecret: Buffer;
  /** Tells this shop from every other, whose keys may be the same. */
  readonly installation: string;
  readonly listener: Listener;
};

/** 256 bits, as HS256 asks (RFC 7518, 3.2). */
const keyBytes = 32;
const firstKeyId = "first";
/** No list of keys is older, whether a change of them was announced here or not. */
const freshMilliseconds = 800;
const lookPauseMilliseconds = 1000;
/** A server that has not heard of a new key yet signs a little longer with the old one. */
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
 * Draws a new signing key. The old ones are accepted until their last token has expired, or from now on no more; then
 * everything they signed is refused, and clients come back with their refresh tokens.
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

/** Not drawn from JWT_SECRET: a new key there must not end every session. */
async function secretOf(db: Database, name: SecretName): Promise<Buffer> {
  await db.all(queries.keepSecret(name, randomBytes(keyBytes)));
  const kept = await db.first(queries.secret(name));
  if (!kept) throw new Error(`The secret called ${name} was not kept.`);
  return kept.secret;
}

/** The keys as they are: read again when a change was announced, and in any case before the list is a second old. */
async function keepKeys(source: KeySource) {
  let loadedAt = Date.now();
  let keys = await loadOrDraw(source);
  /** Counts what was announced: a list that was asked for before the last of it is not fresh. */
  let changes = 0;
  let loadedAfter = 0;
  let loading: Promise<void> | undefined;
  let lookedAt = 0;
  let looking: Promise<void> = Promise.resolve();

  // Those of JWT_SECRET do not change while a server runs.
  const isFresh = (): boolean =>
    source.jwtSecret !== "" || (loadedAfter === changes && Date.now() - loadedAt < freshMilliseconds);
  const load = async (): Promise<void> => {
    const [mine, now] = [changes, Date.now()];
    keys = await loadKeys(source, keys);
    [loadedAfter, loadedAt] = [mine, now];
  };
  const reload = (): Promise<void> => (loading ??= load().finally(() => (loading = undefined)));
  /** What is being read was asked for before: a second look is sure. */
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
    /** For what only another server can have made a moment ago; strangers' tokens cost a look a second at most. */
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

/** Loads the shop's keys, drawing them when this is its first start. */
async function loadOrDraw(source: KeySource): Promise<SigningKey[]> {
  const loaded = await loadKeys(source, []);
  if (loaded.length > 0) return loaded;
  await source.db.all(queries.addKey({ keyId: firstKeyId, secret: randomBytes(keyBytes), now: new Date() }));
  return loadKeys(source, []);
}
