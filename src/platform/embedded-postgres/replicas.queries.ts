import pg from "pg";

/** What the primary says of a replica's replication slot: `lost`: the log that the replica needs is gone. */
export type SlotState = "active" | "idle" | "lost";

const timeoutMilliseconds = 5_000;

/** Returns the states of the primary's replication slots by name; one that is missing has none. */
export function slotStates(url: string): Promise<ReadonlyMap<string, SlotState>> {
  return onPrimary(url, async (client) => {
    const { rows } = await client.query<{ slot_name: string; state: SlotState }>(`
      select slot_name, case when wal_status = 'lost' then 'lost' when active then 'active' else 'idle' end as state
      from pg_replication_slots where slot_type = 'physical'`);
    return new Map(rows.map(({ slot_name, state }) => [slot_name, state]));
  });
}

/** Drops the slots of replicas that are no more, which would keep the write-ahead log for them. */
export function dropOtherSlots(url: string, names: readonly string[]): Promise<void> {
  return onPrimary(url, async (client) => {
    await client.query(
      `select pg_drop_replication_slot(slot_name) from pg_replication_slots
       where slot_name ~ '^replica_[0-9]+$' and slot_name <> all ($1) and not active`,
      [names],
    );
  });
}

/** Makes each commit wait until so many of the named replicas have stored it; 0: for none. */
export function waitForReplicas(url: string, count: number, names: readonly string[]): Promise<void> {
  const wanted = count === 0 ? "" : `ANY ${count} (${names.join(", ")})`;
  return onPrimary(url, async (client) => {
    await client.query(`alter system set synchronous_standby_names = ${pg.escapeLiteral(wanted)}`);
    await client.query("select pg_reload_conf()");
  });
}

async function onPrimary<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMilliseconds,
    query_timeout: timeoutMilliseconds,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
