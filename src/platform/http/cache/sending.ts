import type { FastifyReply } from "fastify";
import type { KeptReply } from "./kept.ts";
import { encodingFor, type Encoding } from "./packing.ts";

type Pack = (entry: KeptReply, encoding: Encoding) => Promise<Buffer>;

/** Sends a cached reply in the encoding that the client prefers, or 304 when the client has it already. */
export function sendKept(reply: FastifyReply, entry: KeptReply, pack: Pack) {
  const { headers } = reply.request;
  varyingByEncoding(reply.headers(entry.headers));
  if (entry.status !== undefined) reply.code(entry.status);
  else if (matches(headers["if-none-match"], entry.etag)) return reply.code(304).send();
  reply.header("content-type", entry.type);
  const encoding = encodingFor(headers["accept-encoding"], entry.body.length);
  if (!encoding) return reply.send(entry.body);
  const packed = entry.packed[encoding];
  reply.header("content-encoding", encoding);
  return packed ? reply.send(packed) : pack(entry, encoding).then((body) => reply.send(body));
}

/** Adds Accept-Encoding to the header Vary, which CORS may have set before. */
export function varyingByEncoding(reply: FastifyReply): FastifyReply {
  const vary = reply.getHeader("vary");
  return reply.header("vary", vary ? `${String(vary)}, Accept-Encoding` : "Accept-Encoding");
}

/** Compares ETags by RFC 9110's weak comparison: a proxy may have weakened the tag. */
function matches(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined &&
    (header === etag || header.trim() === "*" || header.split(",").some((tag) => opaque(tag) === opaque(etag)))
  );
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
