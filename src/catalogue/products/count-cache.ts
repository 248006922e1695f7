import { LRUCache } from "lru-cache";
import { sharing } from "../../platform/cache/sharing.ts";
import type { PlaceCount } from "./count-products.ts";
import type { Place } from "./count-products.queries.ts";

/** Counts of places, each with the catalogue's revision that it belongs to: it is right as long as that is the revision. */
export type CountCache = {
  get(place: Place): PlaceCount | undefined;
  /**
   * Counts anew, and keeps what is exact: once for all who ask meanwhile, unless what was counted then is of an older revision
   * than is asked for.
   */
  renew(place: Place, revision: number, count: () => Promise<PlaceCount>): Promise<PlaceCount>;
};

/** Some 300 bytes each. */
const mostPlaces = 10_000;

/** Counts each time. */
export const unkeptCounts: CountCache = { get: () => undefined, renew: (_place, _revision, count) => count() };

/** Keeps counts for as long as a finished reply: rows that were changed by hand raise no revision. */
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
