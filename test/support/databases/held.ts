import pg from "pg";
import { until } from "../until.ts";

/** Counts the sessions that wait for a lock for over 100 ms; a first attempt at a locked row fails sooner. */
const waitingSessions = `
  select count(*)::int as waiting from pg_stat_activity
  where wait_event_type = 'Lock' and datname = current_database() and clock_timestamp() - query_start > interval '100 ms'`;

/** A transaction of the test, whose locks others wait for. */
export type Hold = {
  run(text: string, values?: unknown[]): Promise<void>;
  /** Waits until this many sessions wait for a lock, or the work has ended without waiting. */
  untilWaiting(count: number, work?: Promise<unknown>): Promise<void>;
  commit(): Promise<void>;
};

export const openHold = async (url: string): Promise<Hold & { close(): Promise<void> }> => {
  const [holder, observer] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
  await Promise.all([holder.connect(), observer.connect()]);
  await holder.query("begin");
  return {
    run: async (text, values) => void (await holder.query(text, values)),
    async untilWaiting(count, work) {
      let hasEnded = false;
      const end = () => void (hasEnded = true);
      work?.then(end, end);
      await until(
        async () => hasEnded || (await observer.query(waitingSessions)).rows[0].waiting >= count,
        10_000,
        `${count} wait for a lock`,
      );
    },
    commit: async () => void (await holder.query("commit")),
    close: async () => void (await Promise.all([holder.end(), observer.end()])),
  };
};

/**
 * Takes the locks of the statements, starts the work, and commits when the work waits for them; returns the work's
 * result.
 */
export const meanwhile = async <Result>(
  url: string,
  statements: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> => {
  const hold = await openHold(url);
  try {
    for (const statement of statements) await hold.run(statement);
    const working = work();
    await hold.untilWaiting(1, working);
    await hold.commit();
    return await working;
  } finally {
    await hold.close();
  }
};
