import pg from "pg";
import type { DatabaseOptions } from "../../../src/platform/database/database.ts";
import { tieToProgram } from "../../../src/platform/embedded-postgres/exit-hooks.ts";
import type { Json } from "../clients/buyers.ts";
import { until } from "../until.ts";
import { onDatabase } from "./database-address.ts";
import { runOn } from "./empty-database.ts";
import { TestPostgres } from "./postgres.ts";

/** How late the replica applies what the primary has committed. */
const lateness = "200ms";
/** On a busy machine the replica is further behind; it is read from all the same. */
const longestLagMilliseconds = 3_600_000;

const settings = { full_page_writes: "off", max_connections: "300", shared_buffers: "128MB" };

export type LaggingPair = { readonly url: string; readonly replicaUrl: string; stop(): Promise<void> };

/** Starts a primary and a streaming replica of it that is always late. */
export const startLaggingPair = async (): Promise<LaggingPair> => {
  const started: TestPostgres[] = [];
  const stop = async (): Promise<void> => {
    for (const server of started.toReversed()) await server.remove();
  };
  const untie = tieToProgram(() => started.forEach((server) => server.abort()), stop);
  const primary = await TestPostgres.primary(18, settings);
  started.push(primary);
  const replica = await primary.standby({ ...settings, recovery_min_apply_delay: lateness });
  started.push(replica);
  return {
    url: primary.urlOf("postgres"),
    replicaUrl: replica.urlOf("postgres"),
    async stop() {
      untie();
      await stop();
    },
  };
};

/** Returns the URL on the ground's replica of a database that the ground's primary has; undefined for any other. */
const replicaOf = (url: string): string | undefined => {
  const primary = process.env["SELVEDGE_TEST_GROUND"];
  const replica = process.env["SELVEDGE_TEST_REPLICA"];
  if (!primary || !replica || !URL.canParse(url) || new URL(url).host !== new URL(primary).host) return undefined;
  return Object.assign(new URL(url), { host: new URL(replica).host }).href;
};

/** Returns the options with which a database is read from its replica, where it has one. */
export const replicaOptions = (url: string): Pick<DatabaseOptions, "readUrls" | "longestLagMilliseconds"> => {
  const replica = replicaOf(url);
  return replica === undefined ? {} : { readUrls: [replica], longestLagMilliseconds };
};

/** Returns the settings with which a server reads from its database's replica, where it has one. */
export const replicaSettings = (databaseUrl = ""): Readonly<Record<string, string>> => {
  const replica = replicaOf(databaseUrl);
  return replica === undefined
    ? {}
    : { DATABASE_READ_URLS: replica, REPLICA_LAG_MAX_MS: String(longestLagMilliseconds) };
};

/** Waits until a database's replica, where it has one, shows what is committed by now. */
export const untilReplayed = async (url: string): Promise<void> => {
  const replica = replicaOf(url);
  if (replica === undefined) return;
  const [found] = await runOn(onDatabase(url, "postgres"), "select pg_current_wal_lsn()::text as position");
  // The database itself may not be there yet.
  const client = new pg.Client({ connectionString: onDatabase(replica, "postgres") });
  await client.connect();
  try {
    const isThere = async (): Promise<boolean> =>
      (await client.query("select pg_last_wal_replay_lsn() >= $1::pg_lsn as is_there", [found?.["position"]])).rows[0]
        .is_there;
    await until(isThere, 60_000, "the replica has what was written");
  } finally {
    await client.end();
  }
};

type Query = (text: string, values?: unknown[]) => Promise<{ readonly rows: Json[] }>;

/** Runs a test's SQL on a database; returns once its replica, where it has one, shows what a statement wrote. */
export const shownByReplica =
  (url: string, query: Query) =>
  async (text: string, values?: unknown[]): Promise<Json[]> => {
    const { rows } = await query(text, values);
    if (!/^\s*(select|show|explain)\b/i.test(text)) await untilReplayed(url);
    return rows;
  };
