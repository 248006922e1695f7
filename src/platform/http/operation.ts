import type { FastifySchema } from "fastify";
import type { TObject, TSchema } from "typebox";
import type { RefusalCode } from "../refusal.ts";
import { errorReplies } from "./error-bodies.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Input, output and API documentation of an operation. */
export type Parts = {
  /** GET by default. */
  readonly method?: Method;
  /** Name of the function that a generated client calls: a verb of the shop first, in camelCase, unique. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Body of a success; its status is always 200. */
  readonly answers: TSchema;
  /**
   * Error codes of this operation, besides those of every operation; `["COM_09", 409]` is a code with another status
   * than its own.
   */
  readonly refusals?: readonly (RefusalCode | readonly [RefusalCode, status: number])[];
  /** Error codes of every operation that this one cannot return: one that uses no database is never unavailable. */
  readonly never?: readonly RefusalCode[];
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly body?: TObject;
  /** Only for signed-in customers. */
  readonly isPersonal?: boolean;
  /** Only for staff. */
  readonly isForStaff?: boolean;
  /** Open to everyone, and called by pages for staff: refused when a page of another site sends it. */
  readonly isForBrowsersOfStaff?: boolean;
  /**
   * A request with `Idempotency-Key` is executed once. Keys are unique per caller, or per path only: there no other
   * request can have a key that was used.
   */
  readonly takesKey?: "one for each request" | "one for each path";
  /** A GET that changes something, because the contract requires it. */
  readonly changesByGet?: boolean;
};

/** Every operation with a body accepts both types. */
const consumes = ["application/json", "application/x-www-form-urlencoded"];

/** Marks an operation that takes an idempotency key; the API document shows the header in its place. */
export const keyMark = "x-takes-key";

/** Errors of any request: it cannot be parsed, comes too often, needs a database that is down, or hits a bug. */
const ofEvery = ["COM_02", "COM_29", "COM_00", "COM_50"] as const;

/** How callers prove who they are, as the API document has it. */
const security = {
  customer: [{ userKey: [] }, { bearer: [] }],
  staff: [{ staffKey: [] }, { staffSession: [] }],
} as const;

const aboutKey =
  "With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.";

/** Returns a route's schema: input, output, and its part of the API document with the error codes. */
export function operation(given: Parts): { schema: FastifySchema } {
  const { method: _, changesByGet, takesKey, tag, answers, refusals: named = [], never = [], ...shown } = given;
  const own = [
    ...named,
    ...(changesByGet || shown.isForBrowsersOfStaff ? [["COM_02", 403] as const] : []),
    ...(takesKey ? [["COM_09", 409] as const] : []),
    ...(takesKey === "one for each request" ? ["COM_09" as const] : []),
  ];
  const { params, querystring, body, isPersonal, isForStaff, isForBrowsersOfStaff: _pages, ...rest } = shown;
  const asked = Object.entries({ params, querystring, body }).flatMap(([part, schema]) =>
    schema ? [[part, askedOf(schema)]] : [],
  );
  const plain = own.filter((code) => typeof code === "string");
  const special = own.filter((code) => typeof code !== "string");
  const codes = new Set<RefusalCode>([...ofEvery.filter((code) => !never.includes(code)), ...plain]);
  return {
    schema: {
      ...rest,
      ...(takesKey ? { description: [rest.description, aboutKey].filter(Boolean).join(" ") } : {}),
      ...Object.fromEntries(asked),
      tags: [tag],
      ...(takesKey ? { [keyMark]: true } : {}),
      ...(body ? { consumes } : {}),
      ...(isPersonal ? { security: security.customer } : {}),
      ...(isForStaff ? { security: security.staff } : {}),
      response: { 200: success(answers), ...errorReplies(codes, [...special, ...unreadable(given)]) },
    } as FastifySchema,
  };
}

/** Returns the schema without required fields that have a default. */
function askedOf<Schema extends TObject>(schema: Schema): Schema {
  return {
    ...schema,
    required: (schema.required ?? []).filter(
      (name) => (schema.properties[name] as { default?: unknown } | undefined)?.default === undefined,
    ),
  };
}

function success(answers: TSchema): object {
  return { "x-response-description": "Success", ...answers };
}

/**
 * Returns the refusals of requests that cannot be parsed, with HTTP's own status. A body is checked for every method
 * but GET, even where none is expected.
 */
function unreadable({ method = "GET", params }: Parts): (readonly ["COM_02", number])[] {
  return [
    ...(params ? [["COM_02", 414] as const] : []),
    ...(method === "GET" ? [] : [["COM_02", 413] as const, ["COM_02", 415] as const]),
  ];
}
