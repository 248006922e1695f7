import { createHmac } from "node:crypto";
import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { refusal, unavailable } from "../../platform/refusal.ts";
import { GraphError, Me, TokenReport } from "./facebook.schemas.ts";

export type FacebookApp = { readonly id: string; readonly secret: string; readonly graphUrl: string };

/** A person's Facebook profile. */
export type FacebookPerson = {
  readonly id: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
};

/** Time limit for both requests together, in milliseconds; a customer is waiting. */
const patienceMilliseconds = 10_000;
/** Graph API error code for an invalid access token. */
const badToken = 190;

/** Returns the Facebook user of a token; throws AUT_02 when it is invalid, expired or issued to another app. */
export async function personBehind(app: FacebookApp, token: string): Promise<FacebookPerson> {
  const signal = AbortSignal.timeout(patienceMilliseconds);
  const about = { input_token: token, access_token: `${app.id}|${app.secret}` };
  const { data } = as(TokenReport, await ask(app, "debug_token", about, signal));
  const isExpired = data.expires_at !== undefined && data.expires_at !== 0 && data.expires_at * 1000 <= Date.now();
  if (!data.is_valid || data.app_id !== app.id || isExpired) throw refuseToken();

  const proof = createHmac("sha256", app.secret).update(token).digest("hex");
  const options = { fields: "id,name,email", access_token: token, appsecret_proof: proof };
  const told = await ask(app, "me", options, signal);
  if (codeOf(told) === badToken) throw refuseToken();
  const { id, name, email } = as(Me, told);
  if (data.user_id !== undefined && data.user_id !== id) throw refuseToken();
  return { id, name, email };
}

async function ask(
  app: FacebookApp,
  path: string,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const url = `${app.graphUrl.replace(/\/$/, "")}/${path}?${new URLSearchParams(query).toString()}`;
    const reply = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
    const told: unknown = await reply.json();
    if (reply.ok || Value.Check(GraphError, told)) return told;
    throw new Error(`Facebook answered with status ${reply.status}`);
  } catch (error) {
    throw away(error);
  }
}

function as<Schema extends TSchema>(schema: Schema, told: unknown): Static<Schema> {
  if (Value.Check(schema, told)) return told;
  const code = Value.Check(GraphError, told) ? `error ${told.error.code}` : "something unforeseen";
  throw away(new Error(`Facebook answered with ${code}`));
}

/** Returns the error for a provider that is unreachable or sends an unexpected response. */
function away(cause: unknown) {
  return Object.assign(unavailable(), { cause });
}

function codeOf(told: unknown): number | undefined {
  return Value.Check(GraphError, told) ? told.error.code : undefined;
}

function refuseToken() {
  return refusal("AUT_02", "access_token");
}
