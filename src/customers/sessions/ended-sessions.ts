/** Not more often than this is looked for what is over. */
const purgePauseMilliseconds = 1000;
/** Fewer are never looked through. */
const fewest = 1000;

/** What is remembered, each until a moment of its own, and `most` of it. */
export type Remembered<Key, Value> = {
  get(key: Key): Value | undefined;
  add(key: Key, value: Value, until: number): void;
  /** Something that was to be remembered did not fit in, and may matter until this moment. */
  lacksUntil(moment: number): void;
  /** Is all here that was to be remembered? */
  isWhole(): boolean;
};

export function remember<Key, Value>(most: number): Remembered<Key, Value> {
  const entries = new Map<Key, { readonly value: Value; readonly until: number }>();
  let purgeAtSize = Math.min(fewest, most);
  let purgeAfter = 0;
  let missingUntil = 0;

  /** In whatever order they came: all are looked at, after they have doubled. */
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
