import type pg from "pg";
import { placeOf } from "../postgres-address.ts";
import { connectionTo, SessionClient } from "./connection.ts";

/** What a host says of itself; the timeline rises with each promotion. */
export type Found = { readonly is_standby: boolean; readonly timeline: number };

/** Maximum time of a look at one host. */
const lookMilliseconds = 1000;

/**
 * Standbys report the timeline that they follow too: it shows that a former primary that came back is one. The reply of a
 * role that may not see the receiver lacks it.
 */
const hostState = `
  select pg_is_in_recovery() as is_standby, case when pg_is_in_recovery()
    then greatest((select timeline_id from pg_control_checkpoint()),
      (select min_recovery_end_timeline from pg_control_recovery()),
      (select max(received_tli) from pg_stat_wal_receiver))::bigint
    else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint end as timeline`;

/** Opens a connection of its own to one host, to ask it what it is. It is reopened when it is lost. */
export function openProbe(url: string) {
  let client: pg.Client | undefined;
  let reason = "";
  let isClosed = false;
  const leave = (): void => {
    client?.end().catch(() => undefined);
    client = undefined;
  };
  const askNow = async (): Promise<Found | undefined> => {
    client ??= await connected(url);
    if (isClosed) leave();
    const { rows } = (await client?.query<Found>({
      text: hostState,
      query_timeout: lookMilliseconds,
    } as pg.QueryConfig)) ?? { rows: [] };
    return rows[0];
  };
  return {
    url,
    /** Returns what the host is, or undefined when it does not answer. */
    async ask(): Promise<Found | undefined> {
      try {
        const found = await askNow();
        reason = found?.is_standby ? "is a standby" : "";
        return found;
      } catch (error) {
        leave();
        reason = (error as Error).message || String((error as NodeJS.ErrnoException).code);
        return undefined;
      }
    },
    told: () => `${placeOf(url)}: ${reason || "is of an older timeline"}.`,
    close(): void {
      isClosed = true;
      leave();
    },
  };
}

async function connected(url: string): Promise<pg.Client> {
  const client = new SessionClient(connectionTo(url, { waitForConnection: lookMilliseconds }));
  await client.connect();
  return client;
}
