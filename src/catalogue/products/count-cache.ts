import { LRUCache } from "lru-cache";
import { sharing } from "../../platform/http/cache/sharing.ts";
import type { PlaceCount } from "./count-products.ts";
import type { Place } from "./count-products.queries.ts";

/**
 * Counts of places (shop, departments, categories); each is valid as long as the catalogue has the count's revision.
 */
export type CountCache = {
  get(place: Place): PlaceCount | undefined;
  /**
   * Counts again, and caches an exact count. Concurrent calls share one count, unless that is of an older revision than
   * the requested one.
   */
  renew(place: Place, revision: number, count: () => Promise<PlaceCount>): Promise<PlaceCount>;
};

/** Maximum number of cached counts, of some 300 bytes each. */
const mostPlaces = 10_000;

/** A cache that stores nothing: every call counts. */
export const unkeptCounts: CountCache = { get: () => undefined, renew: (_place, _revision, count) => count() };

/** Caches counts for as long as replies are cached: rows that were changed by hand raise no revision. */
export function keepCounts({ replyCacheSeconds }: { readonly replyCacheSeconds: number }): CountCache {
  const kept = new LRUCache<string, PlaceCount>({ max: mostPlaces, ttl: replyCacheSeconds * 1000 });
  const counting = sharing<PlaceCount>();
  const renew = async (key: string, count: () => Promise<PlaceCount>): Promise<PlaceCount> => {
    const counted = await count();
    if (!counted.isEstimate) kept.set(key, counted);
    return counted;
  };
  return {
    get: (place) => kept.get(keyOf(place)),
    async renew(place, revision, count) {
      const key = keyOf(place);
      if (revision === Infinity) return renew(key, count);
      const shared = await counting(key, () => renew(key, count));
      return shared.revision >= revision ? shared : renew(key, count);
    },
  };
}

function keyOf({ kind, placeId }: Place): string {
  return `${kind} ${placeId}`;
}
