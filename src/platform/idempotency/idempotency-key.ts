import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { refusal } from "../refusal.ts";

/** Among whose keys a key is one: a customer's, or those of a cart, or of a line of one, which anybody may change who knows it. */
export type KeyOwner =
  | { readonly customerId: number; readonly scope?: undefined }
  | { readonly bucket: number; readonly scope: string };

/** A request that its client may send again: whose, to which route, under which key, and what it asked. */
export type KeyedRequest = KeyOwner & {
  readonly route: string;
  readonly key: string;
  readonly requestHash: Buffer;
};

const header = "Idempotency-Key";
const longestKey = 255;
const quoted = /^"((?:[^"\\]|\\["\\])*)"$/;
const visible = /^[\x20-\x7e]+$/;

/** The key that a request was sent with. */
export function keySent({ request }: FastifyReply): string | undefined {
  return readKey(request.headers["idempotency-key"]);
}

/** A key as the header has it: bare, or a quoted string (RFC 9651). Undefined when none was sent. */
export function readKey(sent: string | string[] | undefined): string | undefined {
  if (sent === undefined) return undefined;
  const said = String(sent).trim();
  const key = quoted.exec(said)?.[1]?.replaceAll(/\\(["\\])/g, "$1") ?? said;
  if (key.length > longestKey || !visible.test(key))
    throw refusal("COM_02", header, {
      message: `Invalid Data: ${header} must be 1 to ${longestKey} printable characters`,
    });
  return key;
}

/** The same wish, however it was written, has the same hash. */
export function hashOfRequest(asked: Readonly<Record<string, string | number>>): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(Object.entries(asked).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .digest();
}

/** A number for the key, by which twins notice each other. */
export function lockOf(request: KeyedRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([...ownerOf(request), request.route, request.key]))
    .digest()
    .readBigInt64BE()
    .toString();
}

export function inFlight() {
  return refusal("COM_09", header, {
    status: 409,
    message: "The first request with this idempotency key is still being served",
    retryAfterSeconds: 1,
  });
}

export function reused() {
  return refusal("COM_09", header);
}

function ownerOf(owner: KeyOwner): readonly (string | number)[] {
  return owner.scope === undefined ? [owner.customerId] : [owner.bucket, owner.scope];
}
