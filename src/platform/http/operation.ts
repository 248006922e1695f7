import type { TObject, TSchema } from "typebox";
import type { RefusalCode } from "../refusal.ts";
import { errorReplies } from "./error-bodies.ts";

/** What an operation takes and answers, and how the API document tells it. */
export type Parts = {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What a success answers; always status 200. */
  readonly answers: TSchema;
  /** What this operation refuses with, beside what every operation may; `["COM_09", 409]` tells a code with another status than its own. */
  readonly refusals?: readonly (RefusalCode | readonly [RefusalCode, status: number])[];
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly body?: TObject;
  /** Only for whoever is signed in. */
  readonly isPersonal?: boolean;
};

/** A field with a default need not be sent. */
const askedOf = <Schema extends TObject>(schema: Schema): Schema => ({
  ...schema,
  required: (schema.required ?? []).filter(
    (name) => (schema.properties[name] as { default?: unknown } | undefined)?.default === undefined,
  ),
});

const takesInput = ({ params, querystring, body }: Parts): boolean => Boolean(params ?? querystring ?? body);

const success = (answers: TSchema): object => ({ "x-response-description": "Success", ...answers });

/** Both kinds of body are read on every operation that has one; what cannot be read has HTTP's own status. */
const consumes = ["application/json", "application/x-www-form-urlencoded"];
const unreadable = [
  ["COM_02", 413],
  ["COM_02", 415],
] as const;

/** A route's schema: what it takes and answers, and what the API document says of it, its error codes included. */
export const operation = <const Given extends Parts>(given: Given) => {
  const { tag, answers, refusals: own = [], params, querystring, body, isPersonal, ...rest } = given;
  const asked = Object.entries({ params, querystring, body }).flatMap(([part, schema]) =>
    schema ? [[part, askedOf(schema)]] : [],
  );
  const plain = own.filter((code) => typeof code === "string");
  const special = own.filter((code) => typeof code !== "string");
  const codes = new Set<RefusalCode>([
    ...(takesInput(given) ? (["COM_02"] as const) : []),
    ...plain,
    "COM_00",
    "COM_50",
  ]);
  type Input = Pick<Given, Extract<keyof Given, "params" | "querystring" | "body">>;
  return {
    schema: {
      ...rest,
      ...Object.fromEntries(asked),
      tags: [tag],
      ...(body ? { consumes } : {}),
      ...(isPersonal ? { security: [{ userKey: [] }, { bearer: [] }] } : {}),
      response: { 200: success(answers), ...errorReplies(codes, [...special, ...(body ? unreadable : [])]) },
    } as unknown as Input,
  };
};
