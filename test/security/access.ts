import { decodeJwt, SignJWT } from "jose";
import type { App } from "../../src/platform/http/server.ts";
import { operationsOf, readDocument, type ListedOperation } from "../contract/document.ts";
import {
  askFreely,
  signIn,
  signUp,
  type Member,
  type Method,
  type Question,
  type Reply,
} from "../support/clients/customers.ts";

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
export type Ground = { readonly app: App; readonly sql: Sql };

export type Things = Readonly<Record<string, string>>;

/** How a personal operation is called successfully, and what another customer gets who requests the same thing. */
export type Row = {
  /** Creates what the operation is about: a cart, an order; returns the ids for `body` and `path`. */
  readonly prepare?: (app: App, own: Member) => Promise<Things>;
  readonly body?: (own: Member, things: Things) => Readonly<Record<string, unknown>>;
  /** Values of the path's parameters: a thing of this customer, or one that everybody may name. */
  readonly path?: (own: Member, things: Things) => Readonly<Record<string, string>>;
  /**
   * For operations that name a customer's thing: the refusal that others get, equal to that for a thing that never
   * existed.
   */
  readonly refusal?: { readonly code: string; readonly never: Readonly<Record<string, string>> };
};
export type Rows = Readonly<Record<string, Row>>;

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "1");

/** Returns an expired token, signed as the shop itself would have. */
export const expiredToken = async (
  { sql }: Pick<Ground, "sql">,
  { accessToken }: Pick<Member, "accessToken">,
): Promise<string> => {
  const [key] = await sql("select key_id, secret from signing_key order by created_at limit 1");
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ ...decodeJwt(accessToken), iat: now - 100, exp: now - 1 })
    .setProtectedHeader({ alg: "HS256", kid: String(key?.["key_id"]), typ: "at+jwt" })
    .sign(key?.["secret"] as Buffer);
  return `Bearer ${token}`;
};

const tokenOfEndedSession = async ({ app }: Ground, own: Member): Promise<string> => {
  const { accessToken } = await signIn(app, own);
  await askFreely(app, "POST", "/customers/logout", { token: accessToken });
  return accessToken;
};

/** Returns everything that any table holds about a customer. */
const everythingOf = async ({ sql }: Ground, { id }: Member): Promise<string> => {
  const tables = await sql(`
    select quote_ident(table_name) as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'customer_id' and table_type = 'BASE TABLE' order by 1`);
  const selects = tables.map(
    ({ name }) =>
      `select '${String(name)}' as name, jsonb_agg(t order by to_jsonb(t)::text) as rows from ${String(name)} t where customer_id = $1`,
  );
  return JSON.stringify(await sql(selects.join(" union all "), [id]));
};

const codeOf = (reply: Reply): string => {
  try {
    return reply.json<{ error?: { code: string } }>().error?.code ?? "";
  } catch {
    return "";
  }
};
const toldOf = (reply: Reply): string => `${reply.statusCode} ${codeOf(reply)}`.trim();

const publicFaults = async (
  ground: Ground,
  { method, path }: ListedOperation,
  tokens: readonly string[],
): Promise<string[]> => {
  const ask = (token?: string) =>
    askFreely(ground.app, method as Method, fill(path, {}), { token, body: method === "GET" ? undefined : {} });
  const plain = toldOf(await ask());
  const told = await Promise.all(tokens.map(async (token) => toldOf(await ask(token))));
  return told
    .filter((each) => each !== plain || each.startsWith("401"))
    .map((each) => `${method} ${path} answers ${each} to some token and ${plain} without`);
};

const thingsOf = async ({ prepare }: Row, app: App, own: Member): Promise<Things> =>
  prepare === undefined ? {} : prepare(app, own);

const personalFaults = async (ground: Ground, { method, path }: ListedOperation, row: Row): Promise<string[]> => {
  const { app } = ground;
  const [ada, bob] = [await signUp(app, { name: "Ada Unmistakable" }), await signUp(app, { name: "Bob" })];
  const [hers, his] = [await thingsOf(row, app, ada), await thingsOf(row, app, bob)];
  const url = fill(path, row.path?.(ada, hers) ?? {});
  const ask = (at: string, question: Question) => askFreely(app, method as Method, at, question);
  const faults: string[] = [];
  const expect = (who: string, reply: Reply, told: string) => {
    if (toldOf(reply) !== told) faults.push(`${method} ${path} answers ${toldOf(reply)} to ${who}, not ${told}`);
  };

  const before = await everythingOf(ground, ada);
  expect("nobody", await ask(url, { body: row.body?.(ada, hers) }), "401 AUT_01");
  expect("nonsense", await ask(url, { body: row.body?.(ada, hers), token: "Bearer nonsense" }), "401 AUT_02");
  expect(
    "an expired token",
    await ask(url, { body: row.body?.(ada, hers), token: await expiredToken(ground, ada) }),
    "401 AUT_02",
  );

  // Another customer sends her ids in every place that may take one.
  const body = { ...row.body?.(bob, his), customer_id: ada.id, session_id: ada.sessionId, sub: ada.id };
  const stranger = await ask(`${url}?customer_id=${ada.id}`, {
    token: bob.accessToken,
    ...(method === "GET" ? {} : { body }),
  });
  expect("another customer", stranger, row.refusal ? `404 ${row.refusal.code}` : "200");
  if (row.refusal) {
    const never = await ask(fill(path, row.refusal.never), { token: bob.accessToken, body });
    if (never.body !== stranger.body) faults.push(`${method} ${path} tells another's thing from one that never was`);
  }
  for (const secret of [ada.email, ada.name, ada.sessionId])
    if (stranger.body.includes(secret) && !url.includes(secret))
      faults.push(`${method} ${path} tells another customer ${secret}`);
  if ((await everythingOf(ground, ada)) !== before) faults.push(`${method} ${path} lets others change what is hers`);

  const ended = await tokenOfEndedSession(ground, ada);
  expect("an ended session", await ask(url, { body: row.body?.(ada, hers), token: ended }), "401 AUT_02");
  expect("its owner", await ask(url, { body: row.body?.(ada, hers), token: ada.accessToken }), "200");
  return faults;
};

/**
 * Calls every operation of the published document as every kind of caller, and returns the faults. A personal operation
 * without a row is a fault.
 */
export const accessFaults = async (ground: Ground, rows: Rows): Promise<string[]> => {
  // What staff may do is tried in staff-access.test.ts; no customer's token opens any of it.
  const listed = operationsOf(await readDocument(ground.app)).filter(
    ({ path, operation }) => !path.startsWith("/admin/") || !operation.security,
  );
  const somebody = await signUp(ground.app);
  const tokens = [
    "Bearer null",
    "[object Object]",
    "Bearer nonsense",
    await expiredToken(ground, somebody),
    somebody.accessToken,
    await tokenOfEndedSession(ground, somebody),
  ];
  const faults: string[] = [];
  for (const each of listed) {
    const row = rows[`${each.method} ${each.path}`];
    if (!each.operation.security) faults.push(...(await publicFaults(ground, each, tokens)));
    else if (row) faults.push(...(await personalFaults(ground, each, row)));
    else faults.push(`${each.method} ${each.path} has no row`);
  }
  return faults;
};
