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

/** A key as the header has it: bare, or a quoted string (RFC 9651). Undefined when none was sent. */
export const readKey = (sent: string | string[] | undefined): string | undefined => {
  if (sent === undefined) return undefined;
  const said = String(sent).trim();
  const key = quoted.exec(said)?.[1]?.replaceAll(/\\(["\\])/g, "$1") ?? said;
  if (key.length > longestKey || !visible.test(key))
    throw refusal("COM_02", header, {
      message: `Invalid Data: ${header} must be 1 to ${longestKey} printable characters`,
    });
  return key;
};

/** The key that a request was sent with. */
export const keySent = ({ request }: FastifyReply): string | undefined => readKey(request.headers["idempotency-key"]);

/** The same wish, however it was written, has the same hash. */
export const hashOfRequest = (asked: Readonly<Record<string, string | number>>): Buffer =>
  createHash("sha256")
    .update(JSON.stringify(Object.entries(asked).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .digest();

const ownerOf = (owner: KeyOwner): readonly (string | number)[] =>
  owner.scope === undefined ? [owner.customerId] : [owner.bucket, owner.scope];

/** A number for the key, by which twins notice each other. */
export const lockOf = (request: KeyedRequest): string =>
  createHash("sha256")
    .update(JSON.stringify([...ownerOf(request), request.route, request.key]))
    .digest()
    .readBigInt64BE()
    .toString();

export const inFlight = () =>
  refusal("COM_09", header, {
    status: 409,
    message: "The first request with this idempotency key is still being served",
    retryAfterSeconds: 1,
  });

export const reused = () => refusal("COM_09", header);
