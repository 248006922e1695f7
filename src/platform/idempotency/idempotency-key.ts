import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { refusal } from "../refusal.ts";

/**
 * Scope in which a key is unique: a customer, a member of staff, or a cart or cart line, which any client that knows its
 * id may change.
 */
export type KeyOwner =
  | { readonly customerId: number; readonly scope?: undefined }
  | { readonly staffId: number; readonly scope?: undefined }
  | { readonly bucket: number; readonly scope: string };

/** A request that its client may retry: owner, route, key and hash of its content. */
export type KeyedRequest = KeyOwner & {
  readonly route: string;
  readonly key: string;
  readonly requestHash: Buffer;
};

const header = "Idempotency-Key";
const longestKey = 255;
const quoted = /^"((?:[^"\\]|\\["\\])*)"$/;
const visible = /^[\x20-\x7e]+$/;

/** Returns the key that a request was sent with; undefined without one. */
export function keySent(headers: IncomingHttpHeaders): string | undefined {
  return readKey(headers["idempotency-key"]);
}

/** Parses a key from the header: bare, or a quoted string (RFC 9651). Returns undefined when none was sent. */
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

/** Returns the hash of a request; the order of its fields does not matter. */
export function hashOfRequest(asked: Readonly<Record<string, string | number>>): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(Object.entries(asked).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .digest();
}

/** Returns the number of the key's advisory lock, by which concurrent requests detect each other. */
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
  if ("staffId" in owner) return ["staff", owner.staffId];
  return owner.scope === undefined ? [owner.customerId] : [owner.bucket, owner.scope];
}
