import { bytes, timestamp, orNull, row, text, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

/** `seconds`: longest lifetime of the key's tokens; null while it has signed none. */
const KeyRow = row({ key_id: text, secret: bytes, retires_at: orNull(timestamp), seconds: orNull(integer) });

/** Returns the accepted keys: first those that sign, the newest first, then those with a retirement date. */
export function signingKeys(now: Date) {
  return reads(KeyRow)`
  select key_id, secret, retires_at, seconds from signing_key left join access_token_lifetime using (key_id)
  where retires_at is null or retires_at > ${now}
  order by retires_at is not null, created_at desc, key_id`;
}

/** Returns the longest token lifetime of each key. */
export function lifetimesOf(keyIds: readonly string[]) {
  return reads(row({ key_id: text, seconds: integer }))`
  select key_id, seconds from access_token_lifetime where key_id = any(${keyIds}::text[])`;
}

/** Raises the recorded token lifetime of a key. Returns no row when another server has recorded at least as much. */
export function raiseLifetime(keyId: string, seconds: number) {
  return writes(row({ key_id: text }))`
  insert into access_token_lifetime (key_id, seconds) values (${keyId}, ${seconds})
  on conflict (key_id) do update set seconds = excluded.seconds where access_token_lifetime.seconds < excluded.seconds
  returning key_id`;
}

/**
 * Retires every signing key as of the expiry of its last token. `hearsaySeconds` allows for servers that are not
 * notified yet and still sign with it.
 */
export function retireKeys(now: Date, hearsaySeconds: number) {
  return writes(row({ key_id: text, retires_at: orNull(timestamp) }))`
  update signing_key set retires_at = ${now}::timestamptz + make_interval(secs => ${hearsaySeconds}::int + (
    select coalesce(max(seconds), 0) from access_token_lifetime where access_token_lifetime.key_id = signing_key.key_id))
  where retires_at is null
  returning key_id, retires_at`;
}

/** Retires every key now, including those that were to retire later. */
export function retireKeysNow(now: Date) {
  return writes(row({ key_id: text }))`
  update signing_key set retires_at = ${now} where retires_at is null or retires_at > ${now} returning key_id`;
}

/** Inserts a key unless it exists: servers that start together on a new shop all use the one inserted first. */
export function addKey(key: { keyId: string; secret: Buffer; now: Date }) {
  return writes(row({}))`
  insert into signing_key (key_id, secret, created_at) values (${key.keyId}, ${key.secret}, ${key.now})
  on conflict (key_id) do nothing`;
}

export function announceKeys() {
  return writes(row({ sent: orNull(text) }))`
  select pg_notify('signing_key', '')::text as sent`;
}

export function keepSecret(name: string, secret: Buffer) {
  return writes(row({}))`
  insert into shop_secret (name, secret) values (${name}, ${secret}) on conflict (name) do nothing`;
}

export function secret(name: string) {
  return reads(row({ secret: bytes }))`
  select secret from shop_secret where name = ${name}`;
}
