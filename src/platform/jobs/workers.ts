import type { Log } from "../log.ts";
import type { Database } from "../database/database.ts";
import { noteWorker, workersSeen } from "./workers.queries.ts";

/** A worker records that it is alive at this interval, and counts as gone after four intervals without a record. */
const noteSeconds = 15;
const goneSeconds = 60;
const watchMilliseconds = 60_000;

type Watch = { close(): void };

/** Returns a function that records, after some of the polls, that this worker is alive. */
export function notingWorker(db: Database, workerId: string) {
  let notedAt = -Infinity;
  return async (): Promise<void> => {
    if (performance.now() - notedAt < noteSeconds * 1000) return;
    await db.all(noteWorker(workerId));
    notedAt = performance.now();
  };
}

/** Logs an error each minute while no server runs jobs: mail waits, and unpaid orders keep their units. */
export function watchWorkers(db: Database, log: Pick<Log, "error">, everyMilliseconds = watchMilliseconds): Watch {
  // After an outage of the database, no worker has a recent record: only the second check in a row logs an error.
  let wasMissing = false;
  const look = async (): Promise<void> => {
    const { workers, lastSeenSeconds } = await presentWorkers(db);
    const isMissing = workers === 0;
    if (isMissing && wasMissing)
      log.error(
        { lastSeenSeconds },
        "no server runs background jobs: set WORKER=on on one of them, or start one that has it",
      );
    wasMissing = isMissing;
  };
  // An unreachable database is reported elsewhere.
  const clock = setInterval(() => void look().catch(() => undefined), everyMilliseconds).unref();
  return { close: () => clearInterval(clock) };
}

/** Returns how many servers run jobs, and how long ago one was seen; null: none ever was, or it closed in order. */
export async function presentWorkers(
  db: Database,
): Promise<{ readonly workers: number; readonly lastSeenSeconds: number | null }> {
  const found = await db.first(workersSeen(goneSeconds));
  return { workers: found?.workers ?? 0, lastSeenSeconds: found?.last_seen_seconds ?? null };
}
