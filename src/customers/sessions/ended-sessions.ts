/** Minimum time between two purges of expired entries, in milliseconds. */
const purgePauseMilliseconds = 1000;
/** Minimum number of entries for a purge. */
const fewest = 1000;

/** Bounded map: at most `most` entries, each with its own expiry in milliseconds. */
export type Remembered<Key, Value> = {
  get(key: Key): Value | undefined;
  add(key: Key, value: Value, until: number): void;
  /** Records that an entry did not fit, and would have been valid until this time. */
  lacksUntil(moment: number): void;
  /** Returns whether no valid entry is missing. */
  isWhole(): boolean;
};

export function remember<Key, Value>(most: number): Remembered<Key, Value> {
  const entries = new Map<Key, { readonly value: Value; readonly until: number }>();
  let purgeAtSize = Math.min(fewest, most);
  let purgeAfter = 0;
  let missingUntil = 0;

  /** Deletes expired entries. They are not ordered by expiry: all are scanned, after their number has doubled. */
  const purge = (): void => {
    const now = Date.now();
    if (entries.size < purgeAtSize || now < purgeAfter) return;
    for (const [key, { until }] of entries) if (until <= now) entries.delete(key);
    purgeAtSize = Math.min(most, Math.max(fewest, entries.size * 2));
    purgeAfter = now + purgePauseMilliseconds;
  };
  const lacksUntil = (moment: number): void => {
    missingUntil = Math.max(missingUntil, moment);
  };

  return {
    get: (key) => entries.get(key)?.value,
    add(key, value, until) {
      purge();
      if (entries.size < most || entries.has(key)) entries.set(key, { value, until });
      else lacksUntil(until);
    },
    lacksUntil,
    isWhole: () => Date.now() >= missingUntil,
  };
}
