import { Type } from "typebox";
import { refusals, type Refusal, type RefusalCode } from "../refusal.ts";

const code = Type.String({ enum: Object.keys(refusals), description: "What is wrong, for programs" });
const field = "The offending parameter";

const ErrorBody = Type.Object(
  {
    error: Type.Object({
      status: Type.Integer({ description: "The HTTP status again" }),
      code,
      message: Type.String({ description: "What is wrong, for people" }),
      field: Type.String({ description: `${field}; empty where there is none` }),
    }),
  },
  { title: "Problem" },
);

const ProblemBody = Type.Object(
  {
    type: Type.String({ description: "Always `about:blank`: `code` tells more" }),
    title: Type.String({ description: "What is wrong, for people" }),
    status: Type.Integer(),
    code,
    field: Type.Optional(Type.String({ description: field })),
  },
  { title: "ProblemDetails", description: "RFC 9457, for clients that accept `application/problem+json`" },
);

type Told = Pick<Refusal, "status" | "code" | "message" | "field">;

type Case = readonly [RefusalCode, status: number];

/** Messages of codes that mean something else with a status other than their own. */
const wordings: { readonly [Code in RefusalCode]?: Readonly<Record<number, string>> } = {
  COM_09: { 409: "A request with this idempotency key is at work, or the order is being paid right now" },
};

/**
 * Returns the error replies of an operation by HTTP status, for its schema; `extra` are codes with another status than
 * their own.
 */
export function errorReplies(codes: Iterable<RefusalCode>, extra: readonly Case[] = []): Record<number, object> {
  const cases = [...Array.from(codes, (code): Case => [code, refusals[code][0]]), ...extra];
  return Object.fromEntries(
    [...Map.groupBy(cases, ([, status]) => status)].map(([status, same]) => [status, errorReply(same)]),
  );
}

/** Returns a refusal in the contract's shape. */
export function asContract({ status, code, message, field }: Told) {
  return { error: { status, code, message, field } };
}

/** Returns a refusal as RFC 9457 problem details. */
export function asProblem({ status, code, message, field }: Told) {
  return {
    type: "about:blank",
    title: message,
    status,
    code,
    ...(field ? { field } : {}),
  };
}

function errorReply(cases: readonly Case[]) {
  return {
    description: cases.map((one) => `${one[0]}: ${wordingOf(one)}`).join("\n\n"),
    content: {
      "application/json": { schema: ErrorBody, examples: examples(cases, asContract) },
      "application/problem+json": { schema: ProblemBody, examples: examples(cases, asProblem) },
    },
  };
}

function examples(cases: readonly Case[], write: (told: Told) => object) {
  return Object.fromEntries(
    cases.map((one) => {
      const [code, status] = one;
      return [code, { value: write({ status, code, message: wordingOf(one), field: "" }) }];
    }),
  );
}

function wordingOf([code, status]: Case): string {
  return wordings[code]?.[status] ?? refusals[code][1];
}
