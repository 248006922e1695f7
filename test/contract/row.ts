import type { App } from "../../src/platform/http/server.ts";
import type { Buyer } from "../support/buyers.ts";
import type { Method } from "../support/customers.ts";
import type { Facebook } from "../support/facebook.ts";
import type { OidcProvider } from "../support/oidc.ts";
import type { TestShop } from "../support/shop.ts";
import type { StripeServer } from "../support/stripe/server.ts";
import type { ListedOperation } from "./document.ts";

/** A shop with everything it speaks to, and somebody who buys there. */
export type Ground = {
  readonly shop: TestShop;
  readonly stripe: StripeServer;
  readonly facebook: Facebook;
  readonly oidc: OidcProvider;
  readonly buyer: Buyer;
  /** Servers of the same shop: one that admits an address once a minute, one whose statements all fail, one without its database. */
  readonly limited: App;
  /** One where nobody may leave anything unpaid beside one order. */
  readonly thrifty: App;
  readonly broken: App;
  readonly lonely: App;
};

/** A request, but for its method. */
export type Question = {
  readonly url: string;
  /** Sent as `USER-KEY`. */
  readonly token?: string | undefined;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Sent as it is, instead of a body. */
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
};

/** A way to meet a refusal; `good` is a question that would be served. */
export type Refused = {
  readonly asks: (ground: Ground, good: Question, listed: ListedOperation) => Question | Promise<Question>;
  /** The server that says it, where not every one does. */
  readonly server?: (ground: Ground) => App;
  /** The field it names; none unless said. */
  readonly field?: string | ((listed: ListedOperation) => string);
  /** Where the wording is not the code's own. */
  readonly message?: RegExp;
};

/** One operation: how it is asked so that it is served, what it answers then, and how each refusal of its own is met. */
export type Row = {
  readonly asks: (ground: Ground) => Question | Promise<Question>;
  /** What the answer holds, perhaps among other things; empty when absent. */
  readonly answers?: object | ((good: Question) => object) | undefined;
  /** By code and status: "COM_02 409". */
  readonly refuses?: Readonly<Record<string, Refused>>;
};

/** Rows by method and path: "POST /orders". */
export type Rows = Readonly<Record<string, Row>>;

/** The same question with other fields in its body. */
export const saying =
  (fields: Readonly<Record<string, unknown>>) =>
  (_: Ground, good: Question): Question => ({ ...good, body: { ...good.body, ...fields } });

/** The same question at another address. */
export const at =
  (url: string) =>
  (_: Ground, good: Question): Question => ({ ...good, url });

/** A text that is longer than it may be. */
export const tooLong = (name: string, length: number): Refused => ({
  asks: saying({ [name]: "x".repeat(length) }),
  field: name,
  message: new RegExp(`^this is too long ${name}\\.$`),
});

/** Sends a question to a server. */
export const send = (
  app: App,
  { method }: Pick<ListedOperation, "method">,
  { url, token, body, payload, headers = {} }: Question,
  remoteAddress = "127.0.0.1",
) =>
  app.inject({
    method: method as Method,
    url,
    remoteAddress,
    headers: { ...(token === undefined ? {} : { "user-key": token }), ...headers },
    ...(payload === undefined ? (body === undefined ? {} : { payload: body }) : { payload }),
  });
