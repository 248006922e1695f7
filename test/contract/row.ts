import type { App } from "../../src/platform/http/server.ts";
import type { Buyer } from "../support/clients/buyers.ts";
import type { Method } from "../support/clients/customers.ts";
import type { Facebook } from "../support/fakes/facebook.ts";
import type { OidcProvider } from "../support/fakes/oidc.ts";
import type { StaffMember } from "../support/clients/staff.ts";
import type { TestShop } from "../support/servers/shop.ts";
import type { StripeServer } from "../support/stripe/server.ts";
import type { ListedOperation } from "./document.ts";

/** A shop with all external services, and a customer. */
export type Ground = {
  readonly shop: TestShop;
  readonly stripe: StripeServer;
  readonly facebook: Facebook;
  readonly oidc: OidcProvider;
  readonly buyer: Buyer;
  /** The shop's only owner, with a key of every permission and one that may only read the catalogue. */
  readonly owner: StaffMember & { readonly key: string; readonly narrowKey: string };
  /**
   * Further servers of the same shop: `limited` admits an address once a minute, `broken` fails on every statement,
   * `lonely` has no database.
   */
  readonly limited: App;
  /** A server on which a customer may leave only one order unpaid. */
  readonly thrifty: App;
  readonly broken: App;
  readonly lonely: App;
};

/** A request without its method. */
export type Question = {
  readonly url: string;
  /** Sent as `USER-KEY`. */
  readonly token?: string | undefined;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Sent unchanged, instead of a body. */
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
};

/** A request that is refused; `good` is one that would succeed. */
export type Refused = {
  readonly asks: (ground: Ground, good: Question, listed: ListedOperation) => Question | Promise<Question>;
  /** Server that refuses, when not every server does. */
  readonly server?: (ground: Ground) => App;
  /** Field that the refusal names; none by default. */
  readonly field?: string | ((listed: ListedOperation) => string);
  /** Message of the refusal, when it is not the code's default. */
  readonly message?: RegExp;
};

/** One operation: a request that succeeds, its reply, and how each of its own refusals is caused. */
export type Row = {
  readonly asks: (ground: Ground) => Question | Promise<Question>;
  /** What the reply contains, perhaps among other things; the body is empty when absent. */
  readonly answers?: object | ((good: Question) => object) | undefined;
  /** By code and status: "COM_02 409". */
  readonly refuses?: Readonly<Record<string, Refused>>;
};

/** Rows by method and path: "POST /orders". */
export type Rows = Readonly<Record<string, Row>>;

/** Returns the same request with other fields in its body. */
export const saying =
  (fields: Readonly<Record<string, unknown>>) =>
  (_: Ground, good: Question): Question => ({ ...good, body: { ...good.body, ...fields } });

/** Returns the same request with another URL. */
export const at =
  (url: string) =>
  (_: Ground, good: Question): Question => ({ ...good, url });

/** A request with a text that is longer than allowed. */
export const tooLong = (name: string, length: number): Refused => ({
  asks: saying({ [name]: "x".repeat(length) }),
  field: name,
  message: new RegExp(`^this is too long ${name}\\.$`),
});

/** Sends a request to a server. */
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
