import { float, row, text } from "../../database/columns.ts";
import { reads } from "../../database/statement.ts";

/**
 * Selects which database this is, on which timeline, and the time on its clock in milliseconds. A timeline begins when a
 * standby is promoted or a backup is restored: what the former one committed last may be missing there. A copy of a
 * database that runs beside it was started at another time.
 */
export function databaseNow() {
  return reads(row({ shop: text, timeline: text, started: text, now: float }))`
  select
    (select system_identifier::text from pg_control_system()) || '-' ||
      (select oid::text from pg_database where datname = current_database()) as shop,
    case when pg_is_in_recovery() then '' else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline,
    extract(epoch from pg_postmaster_start_time())::text as started,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
}
