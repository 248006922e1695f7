import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import { refusal } from "../refusal.ts";

const header = "If-Match";

/** Names the version of a thing in the reply's `ETag`; a change of the thing sends it back in `If-Match`. */
export function tellVersion(reply: FastifyReply, version: number): FastifyReply {
  return reply.header("etag", `"${version}"`);
}

/** Returns the version that a change was made from. Throws COM_02 with status 428 without `If-Match`. */
export function versionSent(headers: IncomingHttpHeaders): number {
  const sent = headers["if-match"];
  if (sent === undefined)
    throw refusal("COM_02", header, {
      status: 428,
      message: `Invalid Data: send the ETag of what you change in ${header}`,
    });
  const [, version] = /^\s*"(\d{1,9})"\s*$/.exec(sent) ?? [];
  if (version === undefined) throw outdated();
  return Number(version);
}

/** Returns the refusal of a change that was made from an older version than the present one. */
export function outdated() {
  return refusal("COM_02", header, {
    status: 412,
    message: "Invalid Data: it was changed meanwhile: read it again",
  });
}
