import { hash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";

type Encoding = "br" | "gzip";
/** A finished reply: its bytes, plain and as far as asked for compressed, the tag that names them, and the headers of every form. */
type KeptReply = {
  readonly body: Buffer;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly packed: Readonly<Partial<Record<Encoding, Buffer>>>;
};

export type RepliesWish = {
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
  /** Drops what was answered on one route with these parameters of its path, whatever the query. */
  forget(route: string, params: Readonly<Record<string, unknown>>): void;
  /** Drops everything, and lets no answer that is being made now be kept: it may have been read before the change. */
  forgetAll(): void;
};

const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) };
const packOptions = { br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }, gzip: { level: 6 } };
/** Below one network packet, compressing saves nothing. */
const smallestPacked = 1200;
const overheadBytes = 400;

const encodingFor = (accepted: string | undefined): Encoding | undefined => {
  if (!accepted) return undefined;
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return "br";
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted) ? "gzip" : undefined;
};

const sizeOf = ({ body, packed }: KeptReply): number =>
  body.length + (packed.br?.length ?? 0) + (packed.gzip?.length ?? 0) + overheadBytes;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, "");

/** RFC 9110's weak comparison: a tag is the same whether or not somebody on the way weakened it. */
const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header === etag || header.trim() === "*" || header.split(",").some((tag) => opaque(tag) === opaque(etag)));

const keyOf = ({ routeOptions, params, query }: KeptRequest): string =>
  `${routeOptions.url} ${JSON.stringify(params)} ${JSON.stringify(query)}`;

const finishedReply = (text: string, link: string | undefined, cacheControl: string): KeptReply => {
  const body = Buffer.from(text);
  // Weak: the same content has other bytes when it is compressed.
  const etag = `W/"${hash("sha1", body, "base64url")}"`;
  return { body, etag, headers: { "cache-control": cacheControl, etag, ...(link ? { link } : {}) }, packed: {} };
};

/** Finished replies of public reads, kept as bytes in this process; a restart or `forgetAll` loses nothing but time. */
export const keepReplies = (wish: RepliesWish): Replies => {
  const kept = new LRUCache<string, KeptReply>({
    // No reply is so small that one byte keeps it.
    maxSize: wish.maxBytes || 1,
    sizeCalculation: sizeOf,
    ttl: wish.maxAgeSeconds * 1000,
  });
  // Under which key an address was answered, as it was written.
  const keys = new LRUCache<string, string>({
    maxSize: Math.ceil(wish.maxBytes / 8) || 1,
    sizeCalculation: (key, address) => key.length + address.length + overheadBytes,
  });
  let beingMade = new Map<string, Promise<KeptReply>>();
  const beingPacked = new Map<string, Promise<Buffer>>();
  const cacheControl = `public, max-age=${wish.publicAgeSeconds}, stale-while-revalidate=${wish.publicAgeSeconds * 6}`;

  const make = (key: string, produce: () => Promise<KeptReply>): Promise<KeptReply> => {
    const twin = beingMade.get(key);
    if (twin) return twin;
    const flights = beingMade;
    const flight = produce().then((made) => {
      if (flights === beingMade) kept.set(key, made);
      return made;
    });
    flights.set(key, flight);
    const land = () => flights.delete(key);
    flight.then(land, land);
    return flight;
  };

  const keepPacked = async (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> => {
    const packed = (await pack[encoding](entry.body, packOptions[encoding])) as Buffer;
    const current = kept.peek(key);
    // The cache weighs an entry anew only when it is another object.
    if (current?.etag === entry.etag)
      kept.set(key, { ...current, packed: { ...current.packed, [encoding]: packed } }, { ttl: kept.getRemainingTTL(key) });
    return packed;
  };

  const packedBody = (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> => {
    const name = `${encoding} ${key} ${entry.etag}`;
    const twin = beingPacked.get(name);
    if (twin) return twin;
    const packing = keepPacked(key, entry, encoding).finally(() => beingPacked.delete(name));
    beingPacked.set(name, packing);
    return packing;
  };

  const send = (request: FastifyRequest, reply: FastifyReply, key: string, entry: KeptReply) => {
    // Whoever decides on origins may have set it before.
    const vary = reply.getHeader("vary");
    reply.headers(entry.headers).header("vary", vary ? `${String(vary)}, Accept-Encoding` : "Accept-Encoding");
    if (matches(request.headers["if-none-match"], entry.etag)) return reply.code(304).send();
    reply.header("content-type", "application/json; charset=utf-8");
    const encoding = entry.body.length < smallestPacked ? undefined : encodingFor(request.headers["accept-encoding"]);
    if (!encoding) return reply.send(entry.body);
    const packed = entry.packed[encoding];
    reply.header("content-encoding", encoding);
    return packed ? reply.send(packed) : packedBody(key, entry, encoding).then(
          (body) => reply.send(body),
          (error: Error) => reply.send(error),
        );
  };

  return {
    answerKnown(request, reply, goOn) {
      const key = keys.get(request.raw.url ?? "");
      const entry = key === undefined ? undefined : kept.get(key);
      if (key !== undefined && entry) void send(request, reply, key, entry);
      else goOn();
    },
    answer: (produce) => (request, reply) => {
      const key = keyOf(request);
      keys.set(request.raw.url ?? "", key);
      const entry = kept.get(key);
      if (entry) return send(request, reply, key, entry);
      const finish = async () => {
        const { value, link } = await produce(request);
        return finishedReply(reply.serialize(value as Record<string, unknown>) as string, link, cacheControl);
      };
      return (wish.maxBytes === 0 ? finish() : make(key, finish)).then((made) => send(request, reply, key, made));
    },
    forget(route, params) {
      beingMade = new Map();
      const beginning = `${route} ${JSON.stringify(params)} `;
      for (const key of kept.keys()) if (key.startsWith(beginning)) kept.delete(key);
    },
    forgetAll() {
      beingMade = new Map();
      kept.clear();
    },
  };
};
