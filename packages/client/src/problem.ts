import type { components } from "./generated/schema.d.ts";

/** An error code of the shop. */
export type ProblemCode = components["schemas"]["ProblemDetails"]["code"];

type Problem = {
  readonly status: number;
  readonly code?: ProblemCode | undefined;
  readonly field?: string | undefined;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
};

/** The shop answered with an error. */
export class ShopProblem extends Error {
  override readonly name = "ShopProblem";
  /** The HTTP status of the reply. */
  readonly status: number;
  /** What is wrong, for programs; undefined where the reply is not the shop's own, such as the page of a proxy. */
  readonly code: ProblemCode | undefined;
  /** The offending parameter; empty where there is none. */
  readonly field: string;
  /** Seconds after which the same call may succeed; undefined where the shop does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor({ status, code, field = "", message, retryAfterSeconds }: Problem) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** There was no reply: no connection, or none within the time limit. The shop may have done what was asked. */
export class ShopUnreachable extends Error {
  override readonly name = "ShopUnreachable";
}

type Details = {
  readonly title?: string;
  readonly code?: ProblemCode;
  readonly field?: string;
  readonly message?: string;
};

/**
 * Returns the problem that an error reply tells: as problem details, in the contract's `{error}`, or as the `{message}`
 * of an address that does not exist. `content` is its body, parsed where it is JSON.
 */
export function problemOf(response: Response, content: unknown): ShopProblem {
  const told = (isObject(content) ? content : {}) as Details & { readonly error?: Details };
  const { title, code, field, message } = told.error ?? told;
  return new ShopProblem({
    status: response.status,
    code,
    field,
    message: title ?? message ?? `The shop answered ${response.status} ${response.statusText}`.trimEnd(),
    retryAfterSeconds: retryAfterSeconds(response),
  });
}

/** Returns a reply's JSON; undefined where it has none. */
export async function contentOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Returns the header `Retry-After` in seconds; undefined without one. Proxies may send a date. */
export function retryAfterSeconds({ headers }: Response): number | undefined {
  const sent = headers.get("retry-after");
  if (sent === null) return undefined;
  const seconds = /^\d+$/.test(sent) ? Number(sent) : (Date.parse(sent) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function isObject(content: unknown): content is object {
  return typeof content === "object" && content !== null;
}
