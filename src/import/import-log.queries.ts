import { row, text, boolean } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

/**
 * Key of the advisory lock of imports (ASCII "imps"), held until the transaction ends. The second of two concurrent
 * imports is refused.
 */
const lockKey = 0x696d7073;

export type Reject = {
  readonly source_key: string;
  readonly reason: string;
  readonly is_imported: boolean;
  readonly content: Readonly<Record<string, string | null>>;
  /** Fingerprint of a row rejected as a duplicate; null for all others. */
  readonly fingerprint: string | null;
};

/** Keys of a table's rows, with their fingerprints of 32 hexadecimal digits. */
type Marked = { readonly keys: readonly string[]; readonly fingerprints: readonly string[] };

export function lockImports() {
  return writes(row({ is_alone: boolean }))`
  select pg_try_advisory_xact_lock(${lockKey}) as is_alone`;
}

/** Records rejected rows, and imported rows that lost content. A record without changes is not written again. */
export function keepRejects(table: string, rejects: readonly Reject[], now: Date) {
  return writes(row({}))`
  insert into import_reject (source_table, source_key, reason, is_imported, content, fingerprint, noted_at)
  select ${table}, source_key, reason, is_imported, content, fingerprint, ${now}
  from json_to_recordset(${JSON.stringify(rejects)}::json)
    as row (source_key text, reason text, is_imported boolean, content jsonb, fingerprint uuid)
  on conflict (source_table, source_key) do update
  set reason = excluded.reason, is_imported = excluded.is_imported, content = excluded.content, fingerprint = excluded.fingerprint,
    noted_at = excluded.noted_at
  where (import_reject.reason, import_reject.is_imported, import_reject.content, import_reject.fingerprint)
    is distinct from (excluded.reason, excluded.is_imported, excluded.content, excluded.fingerprint)`;
}

/** Deletes the records of rows that an earlier import rejected and this one has imported. */
export function forgetRejects(table: string, keys: readonly string[]) {
  return writes(row({}))`
  delete from import_reject
  where source_table = ${table} and source_key = any (${keys}::text[]) and not is_imported`;
}

/** Selects which of these rows are rejected. */
export function setAsideAmong(table: string, keys: readonly string[]) {
  return reads(row({ source_key: text }))`
  select source_key from import_reject
  where source_table = ${table} and source_key = any (${keys}::text[]) and not is_imported`;
}

/** Selects which of these rows are rejected as duplicates, with the same fingerprint. */
export function duplicatesAmong(table: string, { keys, fingerprints }: Marked) {
  return reads(row({ source_key: text, reason: text }))`
  select source_key, reason
  from unnest(${keys}::text[], ${fingerprints}::uuid[]) as row (source_key, fingerprint) join import_reject using (source_key, fingerprint)
  where source_table = ${table} and not is_imported`;
}

/** Records imported rows with their fingerprints. A record without changes is not written again. */
export function recordImported(table: string, { keys, fingerprints }: Marked) {
  return writes(row({}))`
  insert into import_fingerprint (source_table, source_key, fingerprint)
  select ${table}, source_key, fingerprint from unnest(${keys}::text[], ${fingerprints}::uuid[]) as row (source_key, fingerprint)
  where not exists (
    select from import_fingerprint as known
    where known.source_table = ${table} and known.source_key = row.source_key and known.fingerprint = row.fingerprint)
  on conflict (source_table, source_key) do update set fingerprint = excluded.fingerprint`;
}

/** Selects which of these rows were imported before, with the same fingerprint. */
export function takenAmong(table: string, { keys, fingerprints }: Marked) {
  return reads(row({ source_key: text }))`
  select source_key
  from unnest(${keys}::text[], ${fingerprints}::uuid[]) as row (source_key, fingerprint) join import_fingerprint using (source_key, fingerprint)
  where source_table = ${table}`;
}

/** Selects the tables with records of imported rows. */
export function importedTables(tables: readonly string[]) {
  return reads(row({ source_table: text }))`
  select source_table from unnest(${tables}::text[]) as row (source_table)
  where exists (select from import_fingerprint where import_fingerprint.source_table = row.source_table)`;
}

/** Selects the tables with records of rejected rows or lost content. */
export function rejectedTables(tables: readonly string[]) {
  return reads(row({ source_table: text }))`
  select source_table from unnest(${tables}::text[]) as row (source_table)
  where exists (select from import_reject where import_reject.source_table = row.source_table)`;
}
