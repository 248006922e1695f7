import { connected } from "../cluster.queries.ts";

/** A backup that has begun: from now on PostgreSQL writes what makes copies of its files consistent. */
export type BegunBackup = {
  /** Ends it. Returns the content of `backup_label`, and the first and last segment of WAL that the copy needs. */
  stop(): Promise<{ readonly label: string; readonly firstWal: string; readonly lastWal: string }>;
  /** Closes the session, which keeps the segments until then. */
  close(): Promise<void>;
};

/** A checkpoint, and the end of a backup, may wait for a slow disk. */
const longestMilliseconds = 600_000;

/** Begins a backup in a session of its own, whose temporary slot keeps the WAL that is written meanwhile. */
export async function beginBackup(url: string): Promise<BegunBackup> {
  const client = await connected(url, longestMilliseconds);
  try {
    await client.query(
      "select pg_create_physical_replication_slot('selvedge_backup_' || pg_backend_pid(), true, true)",
    );
    const { rows } = await client.query<{ first: string }>(
      "select pg_walfile_name(pg_backup_start('npm run backup', true)) as first",
    );
    const firstWal = rows[0]?.first ?? "";
    return {
      async stop() {
        const ended = await client.query<{ label: string; last: string }>(
          "select labelfile as label, pg_walfile_name(lsn - 1::numeric) as last from pg_backup_stop(false)",
        );
        const { label = "", last: lastWal = "" } = ended.rows[0] ?? {};
        return { label, firstWal, lastWal };
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}
