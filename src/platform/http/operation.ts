import { Type, type TObject, type TSchema } from "typebox";
import { refusals, type RefusalCode } from "../refusal.ts";

/** What an operation takes and answers, and how the API document tells it. */
export type Parts = {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What a success answers; always status 200. */
  readonly answers: TSchema;
  /** What this operation refuses with, beside what every operation may. */
  readonly refusals?: readonly RefusalCode[];
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly body?: TObject;
};

const errorBody = (codes: readonly RefusalCode[]) => ({
  description: codes.map((code) => `${code}: ${refusals[code][1]}`).join("\n\n"),
  ...Type.Object({
    error: Type.Object({
      status: Type.Integer(),
      code: Type.String({ enum: [...codes] }),
      message: Type.String(),
      field: Type.String({ description: "The offending parameter; empty where there is none" }),
    }),
  }),
  examples: codes.map((code) => ({ error: { status: refusals[code][0], code, message: refusals[code][1], field: "" } })),
});

const errorBodies = (codes: readonly RefusalCode[]): Record<number, object> => {
  const byStatus = Map.groupBy(codes, (code) => refusals[code][0]);
  return Object.fromEntries([...byStatus].map(([status, same]) => [status, errorBody(same)]));
};

/** A field with a default need not be sent. */
const askedOf = <Schema extends TObject>(schema: Schema): Schema => ({
  ...schema,
  required: (schema.required ?? []).filter((name) => (schema.properties[name] as { default?: unknown } | undefined)?.default === undefined),
});

const takesInput = ({ params, querystring, body }: Parts): boolean => Boolean(params ?? querystring ?? body);

/** A route's schema: what it takes and answers, and what the API document says of it, its error codes included. */
export const operation = <const Given extends Parts>(given: Given) => {
  const { tag, answers, refusals: own = [], params, querystring, body, ...rest } = given;
  const asked = Object.entries({ params, querystring, body }).flatMap(([part, schema]) => (schema ? [[part, askedOf(schema)]] : []));
  const codes = new Set<RefusalCode>([...(takesInput(given) ? (["COM_02"] as const) : []), ...own, "COM_00", "COM_50"]);
  type Input = Pick<Given, Extract<keyof Given, "params" | "querystring" | "body">>;
  return {
    schema: { ...rest, ...Object.fromEntries(asked), tags: [tag], response: { 200: answers, ...errorBodies([...codes]) } } as unknown as Input,
  };
};
