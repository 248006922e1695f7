import type { Log } from "../log.ts";
import type { Database } from "../database/database.ts";
import { noteWorker, workersSeen } from "./workers.queries.ts";

/** A worker notes that it is there this often, and is taken for gone when it has not for four times as long. */
const noteSeconds = 15;
const goneSeconds = 60;
const watchMilliseconds = 60_000;

type Watch = { close(): void };

/** Notes after a look for due jobs that this worker is at it; not at every look. */
export function notingWorker(db: Database, workerId: string) {
  let notedAt = -Infinity;
  return async (): Promise<void> => {
    if (performance.now() - notedAt < noteSeconds * 1000) return;
    await db.all(noteWorker(workerId));
    notedAt = performance.now();
  };
}

/** Tells the log each minute while no server works off jobs: mails wait, and unpaid orders keep what they took. */
export function watchWorkers(db: Database, log: Pick<Log, "error">, everyMilliseconds = watchMilliseconds): Watch {
  // After an outage of the database nobody has noted anything for a while: only the second look in a row tells.
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
  // A database that is away is told by everything else.
  const clock = setInterval(() => void look().catch(() => undefined), everyMilliseconds).unref();
  return { close: () => clearInterval(clock) };
}

/** How many servers work off jobs at present, and how long ago the last was seen; null: none ever was, or it ended orderly. */
export async function presentWorkers(
  db: Database,
): Promise<{ readonly workers: number; readonly lastSeenSeconds: number | null }> {
  const found = await db.first(workersSeen(goneSeconds));
  return { workers: found?.workers ?? 0, lastSeenSeconds: found?.last_seen_seconds ?? null };
}
