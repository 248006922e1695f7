import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { finishedReply, jsonType, ownBytes } from "./finished.ts";
import type { KeptReply } from "./kept.ts";

/** A reply as servers share it, and the time on the database's clock before which its making did not begin. */
export type SharedReply = { readonly reply: KeptReply; readonly begun: number };

type Head = {
  readonly etag: string;
  readonly begun: number;
  readonly isPacked: boolean;
  /** What is not as in most replies of the API; absent where everything is. */
  readonly type?: string;
  readonly status?: number;
  readonly own?: Readonly<Record<string, string>>;
};

const unpack = promisify(brotliDecompress);
/** Larger replies are not stored, compressed: hardly any is, and each would evict a hundred others. */
export const mostBytes = 256 * 1024;
/** Larger bodies are not taken from Redis: none is stored. */
const mostUnpackedBytes = 16 * 1024 * 1024;
const newline = 10;
/** A header as the shop writes them: any other text could end the header, or fail the reply. */
const plain = /^[\x20-\x7e]*$/;

/** Returns a reply in bytes: a line of JSON, and the body, with brotli when it is compressed. */
export function encodeShared({ reply, begun }: SharedReply, packed: Buffer | undefined): Buffer {
  const { etag, type, status, headers } = reply;
  const { etag: _, "cache-control": _ofServer, ...own } = headers;
  const head: Head = {
    etag,
    begun,
    isPacked: packed !== undefined,
    ...(type === jsonType ? {} : { type }),
    ...(status === undefined ? {} : { status }),
    ...(Object.keys(own).length === 0 ? {} : { own }),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), packed ?? reply.body]);
}

/**
 * Returns the reply in these bytes. Throws when they are no reply that a server stores, or when its body is not the one
 * that its ETag is of: others may write to the same Redis.
 */
export async function decodeShared(bytes: Buffer, cacheControl: string): Promise<SharedReply> {
  if (bytes.length > mostBytes) throw new Error("It is too long.");
  const end = bytes.indexOf(newline);
  const { etag, begun, isPacked, type, status, own } = JSON.parse(bytes.toString("utf8", 0, end)) as Head;
  if (![type ?? "", ...Object.values(own ?? {})].every(isPlain)) throw new Error("It has no such headers.");
  if (status !== undefined && status !== 301) throw new Error("It has no such status.");
  const rest = ownBytes(bytes.subarray(end + 1));
  const body = isPacked ? ownBytes(await unpack(rest, { maxOutputLength: mostUnpackedBytes })) : rest;
  const reply = finishedReply({ body, type, status, own }, cacheControl);
  if (reply.etag !== etag) throw new Error("The body is not the one that was stored.");
  return { reply: isPacked ? { ...reply, packed: { br: rest } } : reply, begun };
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" && plain.test(value);
}
