import type { Connection } from "mysql2/promise";
import { ask } from "./query.ts";
import { SourceFault } from "./source-fault.ts";

/** Time zone in which a source's timestamps were written: as SQL, and as text for the report. */
export type Zone = { readonly sql: string; readonly name: string };

const shape = /^(?:[+-]\d\d:\d\d|[A-Za-z][\w+-]*(?:\/[\w+-]+)*)$/;

/**
 * Returns the given zone, or that of the source's server: the source shop wrote timestamps in its server's time. Throws
 * SourceFault for a zone that the server does not know.
 */
export async function zoneOf(connection: Connection, asked: string | undefined): Promise<Zone> {
  const unknown = new SourceFault(
    `The source knows no time zone ${asked}. A difference from UTC is always known, such as --time-zone +02:00; names are, once its server has been given them (mysql_tzinfo_to_sql).`,
  );
  if (asked !== undefined && !shape.test(asked)) throw unknown;
  const sql = asked === undefined ? "@@global.time_zone" : `'${asked}'`;
  const [row] = await ask<{ name: string; away: number | null }>(
    connection,
    `select ${sql} as name, timestampdiff(minute, utc_timestamp(), convert_tz(utc_timestamp(), '+00:00', ${sql})) as away`,
  );
  if (!row || row.away === null) throw unknown;
  return { sql, name: `${row.name}, now ${difference(row.away)}` };
}

function difference(minutes: number): string {
  const away = Math.abs(minutes);
  const [hours, rest] = [Math.floor(away / 60), away % 60].map((part) => String(part).padStart(2, "0"));
  return `UTC${minutes < 0 ? "-" : "+"}${hours}:${rest}`;
}
