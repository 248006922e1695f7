import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import type { Customer } from "../../../src/customers/accounts/accounts.schemas.ts";
import type { App } from "../../../src/platform/http/server.ts";
import { readDocument, replyChecker } from "../../contract/document.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Question = {
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Sent as a form, not as JSON. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent unchanged as `USER-KEY`. */
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Network address of the client; random when absent. */
  readonly address?: string;
};
export type Reply = Awaited<ReturnType<App["inject"]>>;

/** Returns a random network address, so that no caller uses up another's limits. */
export const anyAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
export const anyEmail = (): string => `${randomBytes(6).toString("hex")}@example.com`;

/** Sends a request and returns the reply without checking it. */
export const askFreely = (
  app: App,
  method: Method,
  url: string,
  { body, form, token, headers = {}, address = anyAddress() }: Question = {},
): Promise<Reply> =>
  app.inject({
    method,
    url,
    remoteAddress: address,
    headers: {
      ...(token === undefined ? {} : { "user-key": token }),
      ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...headers,
    },
    ...(form ? { payload: new URLSearchParams(form).toString() } : body ? { payload: body } : {}),
  });

type Published = { readonly check: ReturnType<typeof replyChecker>; readonly pathOf: (url: string) => string };
const known = new WeakMap<App, Promise<Published>>();

const publishedBy = async (app: App): Promise<Published> => {
  const document = await readDocument(app);
  // Fixed paths come before those with parameters.
  const paths = Object.keys(document.paths).toSorted(
    (one, other) => Number(one.includes("{")) - Number(other.includes("{")),
  );
  const shapes = paths.map((path) => [path, new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`)] as const);
  return {
    check: replyChecker(document),
    pathOf: (url) => shapes.find(([, shape]) => shape.test(url.split("?")[0] ?? ""))?.[0] ?? url,
  };
};

/** Sends a request and asserts that the reply matches the API document. */
export const ask = async (app: App, method: Method, url: string, question: Question = {}): Promise<Reply> => {
  const published = known.get(app) ?? publishedBy(app);
  known.set(app, published);
  const { check, pathOf } = await published;
  const reply = await askFreely(app, method, url, question);
  assert.deepEqual(check(method, pathOf(url), reply), [], `${method} ${url}`);
  if (reply.statusCode === 200) assert.equal(reply.headers["cache-control"], "private, no-store");
  return reply;
};

/** Sends a request and asserts the refusal, such as "400 USR_02", and the field that it names. */
export const refuses = async (
  app: App,
  asked: readonly [Method, string, Question?],
  told: string,
  field = "",
): Promise<Reply> => {
  const reply = await ask(app, ...asked);
  const { error } = reply.json<{ error?: { status: number; code: string; field: string } }>();
  assert.deepEqual([`${error?.status} ${error?.code}`, error?.field], [told, field], reply.body);
  assert.equal(reply.statusCode, error?.status);
  return reply;
};

export type Entrance = {
  readonly customer: Customer;
  readonly accessToken: string;
  readonly expires_in: string;
  readonly refresh_token: string;
  readonly refresh_expires_in: string;
};
/** A signed-in customer with password and tokens. */
export type Member = {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
};

/** Returns the session of an access token. */
export const sessionOf = (accessToken: string): string =>
  (JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString()) as { sid: string }).sid;

const memberFrom = (reply: Reply, known: Pick<Member, "password" | "address">): Member => {
  assert.equal(reply.statusCode, 200, reply.body);
  const { customer, accessToken, refresh_token } = reply.json<Entrance>();
  const { customer_id: id, name, email } = customer;
  return { ...known, id, name, email, accessToken, refreshToken: refresh_token, sessionId: sessionOf(accessToken) };
};

/** Registers a customer. */
export const signUp = async (
  app: App,
  wish: Partial<Pick<Member, "name" | "email" | "password" | "address">> = {},
): Promise<Member> => {
  const { name = "Ada Weaver", email = anyEmail(), password = "twill and denim 9", address = anyAddress() } = wish;
  return memberFrom(await askFreely(app, "POST", "/customers", { body: { name, email, password }, address }), {
    password,
    address,
  });
};

/** Signs in again, with a new session. */
export const signIn = async (
  app: App,
  { email, password, address }: Pick<Member, "email" | "password" | "address">,
): Promise<Member> =>
  memberFrom(await askFreely(app, "POST", "/customers/login", { body: { email, password }, address }), {
    password,
    address,
  });

/** Sends a refresh token. */
export const refresh = (app: App, refreshToken: string): Promise<Reply> =>
  ask(app, "POST", "/customers/refresh", { body: { refresh_token: refreshToken } });

/** Returns whether this server accepts the access token. */
export const isSignedIn = async (app: App, accessToken: string): Promise<boolean> => {
  const { statusCode } = await askFreely(app, "GET", "/customer", { token: accessToken });
  assert.ok(statusCode === 200 || statusCode === 401, `status ${statusCode}`);
  return statusCode === 200;
};
