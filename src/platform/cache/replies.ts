import { hash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";

type Encoding = "br" | "gzip";
/** A finished reply: its bytes, plain and as far as asked for compressed, and the tag that names them. */
type KeptReply = { readonly body: Buffer; readonly etag: string; readonly link: string | undefined; readonly packed: Partial<Record<Encoding, Buffer>> };

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
  /** A handler that answers a public read from kept bytes, and makes them once when they are not there. */
  answer(produce: Produce): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
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

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header === etag || header === "*" || header.split(",").some((tag) => tag.trim() === etag));

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
  let beingMade = new Map<string, Promise<KeptReply>>();
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

  const packedBody = async (key: string, entry: KeptReply, encoding: Encoding): Promise<Buffer> => {
    const packed = (await pack[encoding](entry.body, packOptions[encoding])) as Buffer;
    entry.packed[encoding] = packed;
    if (kept.peek(key) === entry) kept.set(key, entry, { ttl: kept.getRemainingTTL(key) });
    return packed;
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
    answer: (produce) => (request, reply) => {
      const key = keyOf(request);
      const entry = kept.get(key);
      if (entry) return send(request, reply, key, entry);
      return make(key, async () => {
        const { value, link } = await produce(request);
        return keptReply(reply.serialize(value as Record<string, unknown>) as string, link);
      }).then((made) => send(request, reply, key, made));
    },
    forgetAll() {
      beingMade = new Map();
      kept.clear();
    },
  };
};
