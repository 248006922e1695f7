import { boolean, integer, orNull, row, text, timestamp } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/** Selects the state of the database server that its operator decides on. */
export function databaseState() {
  return reads(
    row({
      version: text,
      connections: integer,
      most_connections: integer,
      connections_of_role: integer,
      most_of_role: orNull(integer),
      connections_of_database: integer,
      most_of_database: orNull(integer),
      is_read_only: boolean,
      synchronous_commit: text,
      is_checked: boolean,
    }),
  )`
  select split_part(current_setting('server_version'), ' ', 1) as version,
    (select sum(numbackends)::integer from pg_stat_database) as connections,
    current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as most_connections,
    (select count(*)::integer from pg_stat_activity where usename = session_user) as connections_of_role,
    (select nullif(rolconnlimit, -1) from pg_roles where rolname = session_user and not rolsuper) as most_of_role,
    (select numbackends from pg_stat_database where datname = current_database()) as connections_of_database,
    (select nullif(datconnlimit, -1) from pg_database where datname = current_database()) as most_of_database,
    current_setting('default_transaction_read_only')::boolean or pg_is_in_recovery() as is_read_only,
    current_setting('synchronous_commit') as synchronous_commit, current_setting('data_checksums')::boolean as is_checked`;
}

/** Selects whether the database copies its WAL to an archive, and since when that fails; null: it does not. */
export function walArchiving() {
  return reads(row({ is_on: boolean, last_archived_at: orNull(timestamp), failing_since: orNull(timestamp) }))`
  select current_setting('archive_mode') <> 'off' as is_on, last_archived_time as last_archived_at,
    case when last_failed_time > coalesce(last_archived_time, '-infinity') then last_failed_time end as failing_since
  from pg_stat_archiver`;
}

/** Selects the time by the database's clock. */
export function databaseTime() {
  return reads(row({ now: timestamp }))`select clock_timestamp() as now`;
}
