import { integer, listOf, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, sql, writes } from "../platform/database/statement.ts";

const nothing = row({});

const KeyRow = row({
  key_id: integer,
  staff_id: integer,
  name: text,
  ending: text,
  permissions: listOf(text),
  created_at: timestamp,
  expires_at: timestamp,
  last_used_at: orNull(timestamp),
});
const shownColumns = sql`key_id, staff_id, name, ending, permissions, created_at, expires_at, last_used_at`;

export type NewKey = {
  readonly staffId: number;
  readonly name: string;
  /** Last characters of the key, by which people tell keys apart. */
  readonly ending: string;
  readonly keyHash: Buffer;
  readonly permissions: readonly string[];
  readonly now: Date;
  readonly expiresAt: Date;
};

/** Returns the API keys that were not ended, expired ones included. */
export function listKeys(afterId: number, limit: number) {
  return reads(KeyRow)`
  select ${shownColumns} from staff_key where ended_at is null and key_id > ${afterId} order by key_id limit ${limit}`;
}

export function addKey(key: NewKey) {
  return writes(KeyRow)`
  insert into staff_key (staff_id, name, ending, key_hash, permissions, created_at, expires_at)
  values (${key.staffId}, ${key.name}, ${key.ending}, ${key.keyHash}, ${key.permissions}::text[], ${key.now},
    ${key.expiresAt})
  returning ${shownColumns}`;
}

/** Ends a key. Returns no row when there is no such key, or it has ended. */
export function endKey(keyId: number, now: Date) {
  return writes(KeyRow)`
  update staff_key set ended_at = ${now} where key_id = ${keyId} and ended_at is null returning ${shownColumns}`;
}

export function endKeysOf(staffId: number, now: Date) {
  return writes(nothing)`
  update staff_key set ended_at = ${now} where staff_id = ${staffId} and ended_at is null`;
}

export function noteUse(keyId: number, now: Date) {
  return writes(nothing)`
  update staff_key set last_used_at = ${now} where key_id = ${keyId}`;
}
