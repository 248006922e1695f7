import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { replyLookups } from "../../telemetry/channels.ts";
import { bytesOf, finishedReply, type Finished } from "./finished.ts";
import { openStore, overheadBytes, type KeptReply } from "./kept.ts";
import { sendKept } from "./sending.ts";
import { shareReplies, type Needed, type SharedReplies, type SharingOptions } from "./shared-replies.ts";

export type RepliesOptions = {
  /** 0 turns the cache off: every request makes its own reply. */
  readonly maxBytes: number;
  /** Maximum age of a cached reply, even if an invalidation was missed. */
  readonly maxAgeSeconds: number;
  /** How long browsers and proxies may cache a reply; for six times as long they may serve it while they revalidate. */
  readonly publicAgeSeconds: number;
  /** Shares replies with the other servers; without it each makes its own. */
  readonly sharing?: SharingOptions | undefined;
};

/** Result of a handler: the value to serialize, and the Link header if the reply has one; or a finished page. */
export type Answer = { readonly value: unknown; readonly link?: string | undefined } | { readonly page: KeptPage };

/** A page as it is sent, with its content type and, for a redirect, its status; `headers` come besides those of all. */
export type KeptPage = {
  readonly text: string;
  readonly type: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

type Asked = { readonly query: unknown; readonly params: unknown };
type Produce = (asked: Asked) => Promise<Answer>;
/** The route, and its path parameters, whose replies show the same rows as a page. */
type Shown = { readonly route: string; readonly params?: Readonly<Record<string, unknown>> };
type ShownBy = (asked: Asked) => Shown;
type KeptRequest = Pick<FastifyRequest, "headers" | "query" | "params" | "routeOptions">;

export type Replies = {
  /** A route's hook: answers a URL from the cache if it was answered before, without parsing its parameters again. */
  answerKnown(request: FastifyRequest, reply: FastifyReply, goOn: () => void): void;
  /**
   * Returns a handler that serves a public read from the cache; a missing reply is made once for all concurrent
   * requests. With `shownBy`, the reply is invalidated together with those of the route that it names.
   */
  answer(
    produce: Produce,
    shownBy?: ShownBy,
  ): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
  /** Invalidates the replies of one route, with these path parameters or with any, for all queries. */
  forget(route: string, params?: Readonly<Record<string, unknown>>): void;
  /** Invalidates all replies, including those being made now: they may have been read before the change. */
  forgetAll(): void;
  /**
   * Shares replies, from now on and until `forgetAll`, with servers that know this revision of the catalogue; with none
   * when it is undefined. Call it when all reads have this revision. Undefined where nothing is shared.
   */
  readonly share: ((revision: number | undefined) => void) | undefined;
  /** Returns how many requests found their reply and how many did not, since the start, and the present size. */
  use(): { readonly hits: number; readonly misses: number; readonly entries: number; readonly bytes: number };
};

type Store = ReturnType<typeof openStore>;

/**
 * Opens the cache of finished replies of public reads: bytes in this process, and behind them those of other servers if
 * they are shared. A restart or `forgetAll` costs only time.
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
  const shared = openShared(options, store, cacheControl);

  return {
    answerKnown(request, reply, goOn) {
      const key = keys.get(request.raw.url ?? "");
      const entry = key === undefined ? undefined : store.get(key);
      if (key === undefined || !entry) return goOn();
      hits += 1;
      announceHit();
      const sent = send(store, reply, key, entry);
      if (sent instanceof Promise) sent.catch((error: unknown) => reply.send(error));
    },
    answer: (produce, shownBy) => (request, reply) => {
      const key = keyOf(request, shownBy);
      const entry = store.get(key);
      if (entry) {
        keys.set(request.raw.url ?? "", key);
        hits += 1;
        announceHit();
        return send(store, reply, key, entry);
      }
      misses += 1;
      const finish = async () => finishedReply(finishedPart(await produce(request), reply), cacheControl);
      const make = shared ? () => shared.findOrMake(neededBy(request, key, shownBy), finish) : finish;
      return announced(() => store.make(key, make)).then((made) => send(store, reply, key, made));
    },
    forget(route, params) {
      const beginning = beginningOf(route, params);
      store.forget(beginning);
      shared?.distrust(beginning);
    },
    forgetAll() {
      store.forgetAll();
      shared?.share(undefined);
    },
    share: shared?.share,
    use: () => ({ hits, misses, ...store.size() }),
  };
}

function finishedPart(answer: Answer, reply: FastifyReply): Finished {
  if ("page" in answer) {
    const { text, type, status, headers: own } = answer.page;
    return { body: bytesOf(text), type, status, own };
  }
  const { value, link } = answer;
  const body = bytesOf(reply.serialize(value as Record<string, unknown>) as string);
  return link ? { body, own: { link } } : { body };
}

/** A key begins as those of all replies that are invalidated together with this one. */
function keyOf(request: KeptRequest, shownBy: ShownBy | undefined): string {
  const { routeOptions, params, query } = request;
  if (!shownBy) return `${routeOptions.url} ${JSON.stringify(params)} ${JSON.stringify(query)}`;
  const shown = shownBy(request);
  return `${beginningOf(shown.route, shown.params ?? {})}${routeOptions.url} ${JSON.stringify([params, query])}`;
}

/** Returns how the keys of a route begin, with these path parameters or with any. */
function beginningOf(route: string, params?: unknown): string {
  return params ? `${route} ${JSON.stringify(params)} ` : `${route} `;
}

function neededBy(request: KeptRequest, key: string, shownBy: ShownBy | undefined): Needed {
  const { route, params } = shownBy?.(request) ?? { route: request.routeOptions.url ?? "", params: request.params };
  return { key, beginnings: [beginningOf(route), beginningOf(route, params ?? {})] };
}

/** A cache that is turned off shares nothing. */
function openShared(
  { sharing, maxBytes, maxAgeSeconds }: RepliesOptions,
  store: Store,
  cacheControl: string,
): SharedReplies | undefined {
  if (!sharing || maxBytes === 0) return undefined;
  const pack = (key: string, entry: KeptReply) => store.pack(key, entry, "br");
  return shareReplies({ ...sharing, maxAgeSeconds, cacheControl, pack });
}

/** Tells traces that a request found its reply: there is nothing that could last. */
function announceHit(): void {
  if (replyLookups.hasSubscribers) replyLookups.traceSync(nothing, { isHit: true });
}

function nothing(): void {
  return undefined;
}

/** Tells traces how long a request waits for a reply that is made. */
function announced(make: () => Promise<KeptReply>): Promise<KeptReply> {
  return replyLookups.hasSubscribers ? replyLookups.tracePromise(make, { isHit: false }) : make();
}

function send(store: Store, reply: FastifyReply, key: string, entry: KeptReply) {
  return sendKept(reply, entry, (same, encoding) => store.pack(key, same, encoding));
}
