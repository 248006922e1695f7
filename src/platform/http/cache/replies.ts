import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { openStore, overheadBytes, type KeptReply } from "./kept.ts";
import { sendKept } from "./sending.ts";

export type RepliesOptions = {
  /** 0 turns the cache off: every request makes its own reply. */
  readonly maxBytes: number;
  /** Maximum age of a cached reply, even if an invalidation was missed. */
  readonly maxAgeSeconds: number;
  /** How long browsers and proxies may cache a reply; for six times as long they may serve it while they revalidate. */
  readonly publicAgeSeconds: number;
};

/** Result of a handler: the value to serialize, and the Link header if the reply has one. */
export type Answer = { readonly value: unknown; readonly link?: string | undefined };
type Produce = (asked: { query: unknown; params: unknown }) => Promise<Answer>;
type KeptRequest = Pick<FastifyRequest, "headers" | "query" | "params" | "routeOptions">;

export type Replies = {
  /** A route's hook: answers a URL from the cache if it was answered before, without parsing its parameters again. */
  answerKnown(request: FastifyRequest, reply: FastifyReply, goOn: () => void): void;
  /**
   * Returns a handler that serves a public read from the cache; a missing reply is made once for all concurrent
   * requests.
   */
  answer(produce: Produce): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
  /** Invalidates the replies of one route, with these path parameters or with any, for all queries. */
  forget(route: string, params?: Readonly<Record<string, unknown>>): void;
  /** Invalidates all replies, including those being made now: they may have been read before the change. */
  forgetAll(): void;
  /** Returns how many requests found their reply and how many did not, since the start, and the present size. */
  use(): { readonly hits: number; readonly misses: number; readonly entries: number; readonly bytes: number };
};

type Store = ReturnType<typeof openStore>;

/**
 * Opens the cache of finished replies of public reads: bytes in this process. A restart or `forgetAll` costs only time.
 */
export function keepReplies(options: RepliesOptions): Replies {
  const store = openStore(options);
  // Cache keys by the URL as the client wrote it.
  const keys = new LRUCache<string, string>({
    maxSize: Math.ceil(options.maxBytes / 8) || 1,
    sizeCalculation: (key, address) => key.length + address.length + overheadBytes,
  });
  let hits = 0;
  let misses = 0;
  const cacheControl = `public, max-age=${options.publicAgeSeconds}, stale-while-revalidate=${options.publicAgeSeconds * 6}`;

  return {
    answerKnown(request, reply, goOn) {
      const key = keys.get(request.raw.url ?? "");
      const entry = key === undefined ? undefined : store.get(key);
      if (key === undefined || !entry) return goOn();
      hits += 1;
      const sent = send(store, reply, key, entry);
      if (sent instanceof Promise) sent.catch((error: unknown) => reply.send(error));
    },
    answer: (produce) => (request, reply) => {
      const key = keyOf(request);
      keys.set(request.raw.url ?? "", key);
      const entry = store.get(key);
      if (entry) {
        hits += 1;
        return send(store, reply, key, entry);
      }
      misses += 1;
      const finish = async () => {
        const { value, link } = await produce(request);
        return finishedReply(reply.serialize(value as Record<string, unknown>) as string, link, cacheControl);
      };
      return store.make(key, finish).then((made) => send(store, reply, key, made));
    },
    forget: (route, params) => store.forget(params ? `${route} ${JSON.stringify(params)} ` : `${route} `),
    forgetAll: () => store.forgetAll(),
    use: () => ({ hits, misses, ...store.size() }),
  };
}

function keyOf({ routeOptions, params, query }: KeptRequest): string {
  return `${routeOptions.url} ${JSON.stringify(params)} ${JSON.stringify(query)}`;
}

function finishedReply(text: string, link: string | undefined, cacheControl: string): KeptReply {
  const body = bytesOf(text);
  // A weak ETag: the same content has other bytes when it is compressed.
  const etag = `W/"${hash("sha1", body, "base64url")}"`;
  const type = "application/json; charset=utf-8";
  return { body, etag, type, headers: { "cache-control": cacheControl, etag, ...(link ? { link } : {}) }, packed: {} };
}

/**
 * Returns a text's bytes in memory of their own. A short one would otherwise be part of a shared buffer of 8 KB, and
 * keep all of that in memory.
 */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

function send(store: Store, reply: FastifyReply, key: string, entry: KeptReply) {
  return sendKept(reply, entry, (same, encoding) => store.pack(key, same, encoding));
}
