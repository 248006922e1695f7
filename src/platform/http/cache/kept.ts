import { LRUCache } from "lru-cache";
import { pack, type Encoding } from "./packing.ts";
import { sharing } from "./sharing.ts";

/**
 * A finished reply: body, ETag, content type, the headers of every encoding, and the compressed bodies requested so
 * far.
 */
export type KeptReply = {
  readonly body: Buffer;
  readonly etag: string;
  readonly type: string;
  /** Of a reply that is no plain success, such as a redirect. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly packed: Readonly<Partial<Record<Encoding, Buffer>>>;
  /** Time until a reply that another server made reaches the maximum age. */
  readonly lifeMilliseconds?: number;
};

/** Approximate size of a cache entry without its bytes. */
export const overheadBytes = 400;

/** Number of replies that were not cached last, which are cached when they are requested again. */
const mostPassedBy = 4096;

/**
 * Opens a cache of finished replies by key, with a maximum size and a maximum age. Once it is full, it admits what is
 * requested a second time: replies that nobody requests again would only push others out, and the memory of what was
 * cached is freed late, by a collection of all objects.
 */
export function openStore({ maxBytes, maxAgeSeconds }: { readonly maxBytes: number; readonly maxAgeSeconds: number }) {
  const kept = new LRUCache<string, KeptReply>({
    // A `maxBytes` of 0 caches nothing: no reply fits into one byte.
    maxSize: maxBytes || 1,
    sizeCalculation: sizeOf,
    ttl: maxAgeSeconds * 1000,
  });
  const admits = admission(maxBytes);
  const making = sharing<KeptReply>();
  const packing = sharing<Buffer>();
  let changes = 0;

  const keepPacked = async (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> => {
    const packed = await pack(entry.body, encoding);
    const current = kept.peek(key);
    // The cache measures an entry's size again only when it is another object.
    if (current?.etag === entry.etag)
      kept.set(
        key,
        { ...current, packed: { ...current.packed, [encoding]: packed } },
        { ttl: kept.getRemainingTTL(key) },
      );
    return packed;
  };

  return {
    get: (key: string): KeptReply | undefined => kept.get(key),
    size: (): { readonly entries: number; readonly bytes: number } => ({
      entries: kept.size,
      bytes: kept.calculatedSize,
    }),
    /** Makes a reply, once for all concurrent requests, and caches it unless any entry was invalidated meanwhile. */
    make(key: string, finish: () => Promise<KeptReply>): Promise<KeptReply> {
      if (maxBytes === 0) return finish();
      const begun = changes;
      return making(`${begun} ${key}`, async () => {
        const made = await finish();
        if (begun === changes && admits(key, kept.calculatedSize + sizeOf(made)))
          kept.set(key, made, made.lifeMilliseconds ? { ttl: made.lifeMilliseconds } : {});
        return made;
      });
    },
    pack: (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> =>
      packing(`${encoding} ${key} ${entry.etag}`, () => keepPacked(key, entry, encoding)),
    forget(beginning: string): void {
      changes += 1;
      for (const key of kept.keys()) if (key.startsWith(beginning)) kept.delete(key);
    },
    forgetAll(): void {
      changes += 1;
      kept.clear();
    },
  };
}

/** Returns whether a reply is cached: if the cache with it has room, or if it was requested and not cached lately. */
function admission(maxBytes: number): (key: string, bytesWithIt: number) => boolean {
  const passedBy = new LRUCache<string, true>({ max: mostPassedBy });
  return (key, bytesWithIt) => {
    if (bytesWithIt <= maxBytes || passedBy.delete(key)) return true;
    passedBy.set(key, true);
    return false;
  };
}

function sizeOf({ body, packed }: KeptReply): number {
  return body.length + (packed.br?.length ?? 0) + (packed.gzip?.length ?? 0) + overheadBytes;
}
