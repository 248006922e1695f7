import type { operations as Operations } from "./generated/schema.d.ts";

/** Options of a single call. */
export type CallOptions = {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of the call with all its attempts, in place of the shop's. */
  readonly callMilliseconds?: number | undefined;
  /** How often the request is sent again at most, in place of the shop's. */
  readonly retries?: number | undefined;
  /**
   * Key by which the shop recognizes the call when it is made again, within 24 hours. By default each call has its own,
   * which its retries keep. Give one to survive a reload of the page.
   */
  readonly idempotencyKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Gets the reply, for its headers: `Link` of a page, `Idempotent-Replayed`. */
  readonly onResponse?: ((response: Response) => void) | undefined;
};

/**
 * A function of the shop: takes the fields of path, query and body in one object, returns the reply's content. Throws
 * ShopProblem where the shop answers with an error, ShopUnreachable where it does not answer, and the reason of a signal
 * that aborts.
 */
export type ShopFunction<Name extends keyof Operations> = (
  ...given: Partial<Input<Name>> extends Input<Name>
    ? [input?: Input<Name>, options?: CallOptions]
    : [input: Input<Name>, options?: CallOptions]
) => Promise<Output<Name>>;

/** The fields that a function takes. */
export type Input<Name extends keyof Operations> = Flat<
  Fields<Operations[Name]["parameters"]["path"]> & Fields<Operations[Name]["parameters"]["query"]> & Body<Name>
>;

/** What a function returns. */
export type Output<Name extends keyof Operations> = Operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Reply } } };
}
  ? Reply
  : void;

type Fields<Given> = [NonNullable<Given>] extends [never] ? unknown : NonNullable<Given>;

type Body<Name extends keyof Operations> = Operations[Name] extends {
  requestBody: { content: { "application/json": infer Sent } };
}
  ? Sent
  : unknown;

/** The same type, shown by editors as one object. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] };
