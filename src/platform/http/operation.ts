import type { TObject, TSchema } from "typebox";
import type { RefusalCode } from "../refusal.ts";
import { errorReplies } from "./error-bodies.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What an operation takes and answers, and how the API document tells it. */
export type Parts = {
  /** How it is asked; GET unless said. */
  readonly method?: Method;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What a success answers; always status 200. */
  readonly answers: TSchema;
  /** What this operation refuses with, beside what every operation may; `["COM_09", 409]` tells a code with another status than its own. */
  readonly refusals?: readonly (RefusalCode | readonly [RefusalCode, status: number])[];
  /** Of what every operation may refuse with, what this one does not: one that asks no database is never unavailable. */
  readonly never?: readonly RefusalCode[];
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly body?: TObject;
  /** Only for whoever is signed in. */
  readonly isPersonal?: boolean;
  /**
   * With `Idempotency-Key` it is done once. Among the keys of one caller, or of one path alone: there no other request can
   * come with a key that was used.
   */
  readonly takesKey?: "one for each request" | "one for each path";
  /** A GET that changes something, because the contract has it so. */
  readonly changesByGet?: boolean;
};

/** Both kinds of body are read on every operation that has one. */
const consumes = ["application/json", "application/x-www-form-urlencoded"];

/** What may befall any request: it cannot be read, comes too often, meets a database that is away or a fault of ours. */
const ofEvery = ["COM_02", "COM_29", "COM_00", "COM_50"] as const;

const aboutKey =
  "With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.";

/** A route's schema: what it takes and answers, and what the API document says of it, its error codes included. */
export function operation<const Given extends Parts>(given: Given) {
  const { method: _, changesByGet, takesKey, tag, answers, refusals: named = [], never = [], ...shown } = given;
  const own = [
    ...named,
    ...(changesByGet ? [["COM_02", 403] as const] : []),
    ...(takesKey ? [["COM_09", 409] as const] : []),
    ...(takesKey === "one for each request" ? ["COM_09" as const] : []),
  ];
  const { params, querystring, body, isPersonal, ...rest } = shown;
  const asked = Object.entries({ params, querystring, body }).flatMap(([part, schema]) =>
    schema ? [[part, askedOf(schema)]] : [],
  );
  const plain = own.filter((code) => typeof code === "string");
  const special = own.filter((code) => typeof code !== "string");
  const codes = new Set<RefusalCode>([...ofEvery.filter((code) => !never.includes(code)), ...plain]);
  type Input = Pick<Given, Extract<keyof Given, "params" | "querystring" | "body">>;
  return {
    schema: {
      ...rest,
      ...(takesKey ? { description: [rest.description, aboutKey].filter(Boolean).join(" ") } : {}),
      ...Object.fromEntries(asked),
      tags: [tag],
      ...(body ? { consumes } : {}),
      ...(isPersonal ? { security: [{ userKey: [] }, { bearer: [] }] } : {}),
      response: { 200: success(answers), ...errorReplies(codes, [...special, ...unreadable(given)]) },
    } as unknown as Input,
  };
}

/** A field with a default need not be sent. */
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

/** What cannot be read has HTTP's own status: a body is looked at with every method but GET, whoever asked for one. */
function unreadable({ method = "GET", params }: Parts): (readonly ["COM_02", number])[] {
  return [
    ...(params ? [["COM_02", 414] as const] : []),
    ...(method === "GET" ? [] : [["COM_02", 413] as const, ["COM_02", 415] as const]),
  ];
}
