import { hash } from "node:crypto";
import type { KeptReply } from "./kept.ts";

/** Returns the finished reply with this body. */
export function finishedReply(body: Buffer, link: string | undefined, cacheControl: string): KeptReply {
  // A weak ETag: the same content has other bytes when it is compressed.
  const etag = `W/"${hash("sha1", body, "base64url")}"`;
  const type = "application/json; charset=utf-8";
  return { body, etag, type, headers: { "cache-control": cacheControl, etag, ...(link ? { link } : {}) }, packed: {} };
}

/**
 * Returns a text's bytes in memory of their own. A short one would otherwise be part of a shared buffer of 8 KB, and
 * keep all of that in memory.
 */
export function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

/** Returns a copy in memory of its own of bytes that may be a small part of a large buffer. */
export function ownBytes(part: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(part.length);
  part.copy(own);
  return own;
}
