import { notDone, type Sweeping } from "./task.ts";

/** For a sweep outside a job: nothing signals it to end, and a row that fails makes it fail. */
export const unhurried: Sweeping = {
  signal: new AbortController().signal,
  warn({ err }) {
    throw err;
  },
};

type Rows<Place, Item extends Place> = {
  readonly batch: number;
  /** A position that precedes every row. */
  readonly start: Place;
  /** Returns the first waiting rows after a position. */
  find(limit: number, after: Place): Promise<readonly Item[]>;
  /** Returns the log fields of a row that fails. */
  tell(item: Item): Readonly<Record<string, unknown>>;
  work(item: Item): Promise<void>;
};

/** Runs batches while one reports more to do. Returns `notDone` if signalled to end: the next run does the rest. */
export async function inBatches(
  { signal }: Pick<Sweeping, "signal">,
  runBatch: () => Promise<boolean>,
): Promise<typeof notDone | undefined> {
  for (;;) {
    if (signal.aborted) return notDone;
    if (!(await runBatch())) return undefined;
  }
}

/** Returns the result of a sweep: a job whose run was signalled to end is due again at once. */
export function doneUnlessEnded({ signal }: Pick<Sweeping, "signal">): typeof notDone | undefined {
  return signal.aborted ? notDone : undefined;
}

/**
 * Processes each waiting row by itself until the run is signalled to end. A row that fails is logged and delays no
 * other; the next sweep tries it again. Returns the number of rows it tried.
 */
export async function sweepRows<Place, Item extends Place>(
  { signal, warn }: Sweeping,
  { batch, start, find, tell, work }: Rows<Place, Item>,
): Promise<number> {
  let found = 0;
  let last = start;
  for (;;) {
    const items = await find(batch, last);
    for (const item of items) {
      if (signal.aborted) return found;
      found += 1;
      last = item;
      await work(item).catch((error: unknown) =>
        warn({ ...tell(item), err: error }, "a row could not be worked off; the next sweep tries it again"),
      );
    }
    if (items.length < batch) return found;
  }
}
