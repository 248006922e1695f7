import { LRUCache } from "lru-cache";
import { pack, type Encoding } from "./packing.ts";
import { sharing } from "./sharing.ts";

/** A finished reply: its bytes, plain and as far as asked for compressed, the tag that names them, what they are, and the headers of every form. */
export type KeptReply = {
  readonly body: Buffer;
  readonly etag: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly packed: Readonly<Partial<Record<Encoding, Buffer>>>;
};

/** About what an entry takes beside its bytes. */
export const overheadBytes = 400;

/** Finished replies by key, within a bound of memory and of age. */
export function openStore({ maxBytes, maxAgeSeconds }: { readonly maxBytes: number; readonly maxAgeSeconds: number }) {
  const kept = new LRUCache<string, KeptReply>({
    // No reply is so small that one byte keeps it.
    maxSize: maxBytes || 1,
    sizeCalculation: sizeOf,
    ttl: maxAgeSeconds * 1000,
  });
  const making = sharing<KeptReply>();
  const packing = sharing<Buffer>();
  let changes = 0;

  const keepPacked = async (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> => {
    const packed = await pack(entry.body, encoding);
    const current = kept.peek(key);
    // The cache weighs an entry anew only when it is another object.
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
    /** Makes a reply, once for all who ask meanwhile, and keeps it unless something was forgotten before it was made. */
    make(key: string, finish: () => Promise<KeptReply>): Promise<KeptReply> {
      if (maxBytes === 0) return finish();
      const begun = changes;
      return making(`${begun} ${key}`, async () => {
        const made = await finish();
        if (begun === changes) kept.set(key, made);
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

function sizeOf({ body, packed }: KeptReply): number {
  return body.length + (packed.br?.length ?? 0) + (packed.gzip?.length ?? 0) + overheadBytes;
}
