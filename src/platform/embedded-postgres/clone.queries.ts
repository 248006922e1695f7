import pg from "pg";

/** A session in which a cluster is copied; PostgreSQL ends the backup with the session. */
export type Backup = {
  /** Ends the backup and returns the text of the label, from which the copy knows where to begin its recovery. */
  end(): Promise<string>;
  close(): Promise<void>;
};

/**
 * Begins a backup of a running cluster, whose files may be copied from then on. The slot keeps the write-ahead log that
 * the copy needs, until the copy follows.
 */
export async function beginBackup(url: string, slot: string): Promise<Backup> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", [
      slot,
    ]);
    await client.query("select pg_create_physical_replication_slot($1, true)", [slot]);
    // With a fast checkpoint: a spread one takes minutes.
    await client.query("select pg_backup_start($1, true)", [slot]);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return {
    async end() {
      const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
      return rows[0]?.labelfile ?? "";
    },
    close: () => client.end().catch(() => {}),
  };
}
