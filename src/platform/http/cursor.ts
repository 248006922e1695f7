import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { refusal } from "../refusal.ts";

/** End of the year 9999, the last that every program writes with four digits, in milliseconds since 1970. */
export const latestMoment = Date.UTC(10_000, 0) - 1;

/** Returns the query schema of a list with pages. */
export function pageOf(what: string, most: { readonly maximum: number; readonly default: number }) {
  return Type.Object({
    limit: Type.Integer({ minimum: 1, ...most, description: `${what} of a page` }),
    cursor: Type.Optional(
      Type.String({
        maxLength: 200,
        refusal: "COM_02",
        description: "Where the page before ended, as its Link header says",
      }),
    ),
  });
}

/** Sets the Link header of the next page. */
export function linkNextPage(reply: FastifyReply, path: string, limit: number, cursor: string): FastifyReply {
  return reply.header("link", `<${path}?limit=${limit}&cursor=${cursor}>; rel="next"`);
}

/** Encodes the position where a page ended as text that a client sends back. */
export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Decodes a cursor of `writeCursor` with parts of this shape; refuses anything else. */
export function readCursor<Parts>(text: string, isCursor: (parts: unknown) => parts is Parts): Parts {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (isCursor(parts)) return parts;
  } catch {
    // Not a cursor of `writeCursor`: refused below.
  }
  throw refusal("COM_02", "cursor", { message: "Invalid Data: the cursor belongs to another list" });
}

/** Decodes the cursor of a list that is ordered by one number, as `writeCursor([number])` made it. */
export function readNumberCursor(text: string): number {
  return readCursor(text, isNumber)[0];
}

export function isMoment(part: unknown): part is number {
  return Number.isSafeInteger(part) && Number(part) >= 0 && Number(part) <= latestMoment;
}

function isNumber(parts: unknown): parts is [number] {
  return Array.isArray(parts) && parts.length === 1 && Number.isSafeInteger(parts[0]) && Number(parts[0]) > 0;
}
