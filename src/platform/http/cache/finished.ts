import { hash } from "node:crypto";
import type { KeptReply } from "./kept.ts";

/** What distinguishes a finished reply from other replies: its body, and what is not as in a reply of the API. */
export type Finished = {
  readonly body: Buffer;
  /** Content type; JSON by default. */
  readonly type?: string | undefined;
  /** 200 by default. */
  readonly status?: number | undefined;
  /** Headers besides those of every kept reply. */
  readonly own?: Readonly<Record<string, string>> | undefined;
};

export const jsonType = "application/json; charset=utf-8";

/** Returns the finished reply that is sent as often as it is requested. */
export function finishedReply({ body, type = jsonType, status, own }: Finished, cacheControl: string): KeptReply {
  // A weak ETag: the same content has other bytes when it is compressed.
  const etag = `W/"${hash("sha1", body, "base64url")}"`;
  const headers = { "cache-control": cacheControl, etag, ...own };
  return { body, etag, type, headers, packed: {}, ...(status === undefined ? {} : { status }) };
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
