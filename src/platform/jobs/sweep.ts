import { notDone, type Sweeping } from "./task.ts";

/** For a sweep that is no job: nothing ends it, and a row that fails fails it. */
export const unhurried: Sweeping = {
  signal: new AbortController().signal,
  warn({ err }) {
    throw err;
  },
};

type Rows<Place, Item extends Place> = {
  readonly batch: number;
  /** A place in the order of rows that comes before every row. */
  readonly start: Place;
  /** The first rows of those that wait, after this place. */
  find(limit: number, after: Place): Promise<readonly Item[]>;
  /** What the log is told of a row that fails. */
  tell(item: Item): Readonly<Record<string, unknown>>;
  work(item: Item): Promise<void>;
};

/** Goes on while a batch says that there may be more; a run that is told to end leaves the rest to the next. */
export async function inBatches(
  { signal }: Pick<Sweeping, "signal">,
  runBatch: () => Promise<boolean>,
): Promise<typeof notDone | undefined> {
  for (;;) {
    if (signal.aborted) return notDone;
    if (!(await runBatch())) return undefined;
  }
}

/** What a sweep answers: a job whose run was told to end is due again at once. */
export function doneUnlessEnded({ signal }: Pick<Sweeping, "signal">): typeof notDone | undefined {
  return signal.aborted ? notDone : undefined;
}

/**
 * Works off each row that waits, by itself, until the run is told to end: one that fails is told to the log and holds up no
 * other; the next sweep meets it again. Answers how many there were.
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
