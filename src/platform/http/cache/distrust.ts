import { LRUCache } from "lru-cache";

/** Beginnings that are distrusted at once; if there are more, all that was made before is distrusted. */
const mostBeginnings = 10_000;

/**
 * Records since when replies whose key has a certain beginning are distrusted, in moments of `performance.now()`. What is
 * older than the maximum age is forgotten: no reply of that time is stored any longer.
 */
export function openDistrust(maxAgeMilliseconds: number) {
  let everythingSince = -Infinity;
  const beginnings = new LRUCache<string, number>({
    max: mostBeginnings,
    ttl: maxAgeMilliseconds,
    dispose: (moment, _beginning, reason) => {
      if (reason === "evict") everythingSince = Math.max(everythingSince, moment);
    },
  });
  return {
    add: (beginning: string): void => void beginnings.set(beginning, performance.now()),
    /** Returns the last moment at which one of these was distrusted; -Infinity when none was. */
    since: (all: readonly string[]): number =>
      Math.max(everythingSince, ...all.map((beginning) => beginnings.get(beginning) ?? -Infinity)),
  };
}
