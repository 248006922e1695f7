import { hash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";

type Encoding = "br" | "gzip";
/** A finished reply: its bytes, plain and as far as asked for compressed, and the tag that names them. */
type KeptReply = { readonly body: Buffer; readonly etag: string; readonly link: string | undefined; readonly packed: Readonly<Partial<Record<Encoding, Buffer>>> };

export type RepliesWish = {
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

const keptReply = (text: string, link: string | undefined): KeptReply => {
  const body = Buffer.from(text);
  // Weak: the same content has other bytes when it is compressed.
  return { body, etag: `W/"${hash("sha1", body, "base64url")}"`, link, packed: {} };
};

/** Finished replies of public reads, kept as bytes in this process; a restart or `forgetAll` loses nothing but time. */
export const keepReplies = (wish: RepliesWish): Replies => {
  const kept = new LRUCache<string, KeptReply>({
    maxSize: wish.maxBytes,
    sizeCalculation: sizeOf,
    ttl: wish.maxAgeSeconds * 1000,
  });
  const addresses = new LRUCache<string, string>({ maxSize: wish.maxBytes / 8, sizeCalculation: (key, address) => key.length + address.length + 100 });
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
    reply.header("cache-control", cacheControl).header("etag", entry.etag).header("vary", "Accept-Encoding");
    if (entry.link) reply.header("link", entry.link);
    if (matches(request.headers["if-none-match"], entry.etag)) return reply.code(304).send();
    reply.header("content-type", "application/json; charset=utf-8");
    const encoding = entry.body.length < smallestPacked ? undefined : encodingFor(request.headers["accept-encoding"]);
    if (!encoding) return reply.send(entry.body);
    reply.header("content-encoding", encoding);
    const packed = entry.packed[encoding];
    return packed ? reply.send(packed) : packedBody(key, entry, encoding).then((body) => reply.send(body));
  };

  return {
    answerKnown(request, reply, goOn) {
      const key = addresses.get(request.raw.url ?? "");
      const entry = key === undefined ? undefined : kept.get(key);
      if (key !== undefined && entry) send(request, reply, key, entry);
      else goOn();
    },
    answer: (produce) => (request, reply) => {
      const key = keyOf(request);
      addresses.set(request.raw.url ?? "", key);
      const entry = kept.get(key);
      if (entry) return send(request, reply, key, entry);
      return make(key, async () => {
        const { value, link } = await produce(request);
        return keptReply(reply.serialize(value as Record<string, unknown>) as string, link);
      }).then((made) => send(request, reply, key, made));
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
