import { float, row } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/**
 * Returns how many seconds the answering database is behind its primary: 0 for a primary, and for a replica that
 * receives and has replayed all that it received. The time of the last replayed commit grows while nothing is written.
 */
export function replicaLag() {
  return reads(row({ lag_seconds: float }))`
  select case
    when not pg_is_in_recovery() then 0
    when exists (select from pg_stat_wal_receiver where pid is not null)
      and pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
  end::float8 as lag_seconds`;
}
