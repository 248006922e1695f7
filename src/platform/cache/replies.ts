import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { openStore, overheadBytes, type KeptReply } from "./kept.ts";
import { sendKept } from "./sending.ts";

export type RepliesOptions = {
  /** 0 keeps nothing: every request makes its own reply. */
  readonly maxBytes: number;
  /** No reply is served longer than this after it was made, whatever signal was missed. */
  readonly maxAgeSeconds: number;
  /** How long browsers and proxies may keep a reply, and how long they may go on with it while they ask again. */
  readonly publicAgeSeconds: number;
};

/** What a handler answers: the value to serialize, and the Link header if the reply has one. */
export type Answer = { readonly value: unknown; readonly link?: string | undefined };
type Produce = (asked: { query: unknown; params: unknown }) => Promise<Answer>;
type KeptRequest = Pick<FastifyRequest, "headers" | "query" | "params" | "routeOptions">;

export type Replies = {
  /** A route's hook: answers an address that was answered before, without reading its parameters again. */
  answerKnown(request: FastifyRequest, reply: FastifyReply, goOn: () => void): void;
  /** A handler that answers a public read from kept bytes, and makes them once when they are not there. */
  answer(produce: Produce): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
  /** Drops what was answered on one route, with these parameters of its path or with any, whatever the query. */
  forget(route: string, params?: Readonly<Record<string, unknown>>): void;
  /** Drops everything, and lets no answer that is being made now be kept: it may have been read before the change. */
  forgetAll(): void;
};

type Store = ReturnType<typeof openStore>;

/** Finished replies of public reads, kept as bytes in this process; a restart or `forgetAll` loses nothing but time. */
export function keepReplies(options: RepliesOptions): Replies {
  const store = openStore(options);
  // Under which key an address was answered, as it was written.
  const keys = new LRUCache<string, string>({
    maxSize: Math.ceil(options.maxBytes / 8) || 1,
    sizeCalculation: (key, address) => key.length + address.length + overheadBytes,
  });
  const cacheControl = `public, max-age=${options.publicAgeSeconds}, stale-while-revalidate=${options.publicAgeSeconds * 6}`;

  return {
    answerKnown(request, reply, goOn) {
      const key = keys.get(request.raw.url ?? "");
      const entry = key === undefined ? undefined : store.get(key);
      if (key === undefined || !entry) return goOn();
      const sent = send(store, reply, key, entry);
      if (sent instanceof Promise) sent.catch((error: unknown) => reply.send(error));
    },
    answer: (produce) => (request, reply) => {
      const key = keyOf(request);
      keys.set(request.raw.url ?? "", key);
      const entry = store.get(key);
      if (entry) return send(store, reply, key, entry);
      const finish = async () => {
        const { value, link } = await produce(request);
        return finishedReply(reply.serialize(value as Record<string, unknown>) as string, link, cacheControl);
      };
      return store.make(key, finish).then((made) => send(store, reply, key, made));
    },
    forget: (route, params) => store.forget(params ? `${route} ${JSON.stringify(params)} ` : `${route} `),
    forgetAll: () => store.forgetAll(),
  };
}

function keyOf({ routeOptions, params, query }: KeptRequest): string {
  return `${routeOptions.url} ${JSON.stringify(params)} ${JSON.stringify(query)}`;
}

function finishedReply(text: string, link: string | undefined, cacheControl: string): KeptReply {
  const body = bytesOf(text);
  // Weak: the same content has other bytes when it is compressed.
  const etag = `W/"${hash("sha1", body, "base64url")}"`;
  const type = "application/json; charset=utf-8";
  return { body, etag, type, headers: { "cache-control": cacheControl, etag, ...(link ? { link } : {}) }, packed: {} };
}

/** A short text would otherwise share 8 KB with what others write there, and keep all of it. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

function send(store: Store, reply: FastifyReply, key: string, entry: KeptReply) {
  return sendKept(reply, entry, (same, encoding) => store.pack(key, same, encoding));
}
