import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A Facebook user, as the app sees them. */
export type Person = {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
};
/** What `/debug_token` returns about a token, besides its user. */
export type Grant = {
  readonly person: Person;
  readonly appId?: string;
  readonly isValid?: boolean;
  readonly expiresAt?: number;
};

/** Faults of the provider. */
export type Mood = {
  readonly delayMilliseconds?: number;
  readonly status?: number;
  readonly body?: string;
  readonly breaks?: boolean;
  /** The token becomes invalid between the two requests. */
  readonly forgets?: boolean;
};

export type Facebook = {
  readonly settings: {
    readonly FACEBOOK_APP_ID: string;
    readonly FACEBOOK_APP_SECRET: string;
    readonly FACEBOOK_GRAPH_URL: string;
  };
  /** Makes a token valid. */
  grant(token: string, grant: Grant): void;
  /** Sets the provider's faults from now on. */
  be(mood: Mood): void;
  close(): Promise<void>;
};

const app = { id: "2026001", secret: "the-secret-of-the-app-at-facebook" };

const send = (response: ServerResponse, status: number, value: unknown): void => {
  response
    .writeHead(status, { "content-type": "application/json; charset=UTF-8" })
    .end(typeof value === "string" ? value : JSON.stringify(value));
};
const failed = (message: string, code: number) => ({
  error: { message, type: "OAuthException", code, fbtrace_id: "A1b2" },
});

type Provider = { readonly grants: Map<string, Grant>; mood: Mood };
type Answer = (provider: Provider, query: URLSearchParams, response: ServerResponse) => void;

const debugToken: Answer = ({ grants }, query, response) => {
  if (query.get("access_token") !== `${app.id}|${app.secret}`)
    return send(response, 400, failed("Invalid OAuth access token - Cannot parse access token", 190));
  const grant = grants.get(query.get("input_token") ?? "");
  const unknown = { error: { code: 190, message: "Invalid OAuth access token." }, is_valid: false, scopes: [] };
  if (!grant) return send(response, 200, { data: unknown });
  const { person, appId = app.id, isValid = true, expiresAt = Math.floor(Date.now() / 1000) + 3600 } = grant;
  const known = { app_id: appId, type: "USER", application: "Shop", scopes: ["email", "public_profile"] };
  send(response, 200, { data: { ...known, expires_at: expiresAt, is_valid: isValid, user_id: person.id } });
};

const me: Answer = ({ grants, mood }, query, response) => {
  const token = query.get("access_token") ?? "";
  const grant = grants.get(token);
  const proof = createHmac("sha256", app.secret).update(token).digest("hex");
  const fields = (query.get("fields") ?? "id").split(",");
  if (!grant || mood.forgets) return send(response, 400, failed("The session has been invalidated", 190));
  if (query.get("appsecret_proof") !== proof) return send(response, 400, failed("Invalid appsecret_proof", 100));
  if (fields.includes("verified"))
    return send(response, 400, failed("(#12) verified field is deprecated for versions v3.0 and higher", 12));
  send(response, 200, Object.fromEntries(Object.entries(grant.person).filter(([name]) => fields.includes(name))));
};

const routes: Readonly<Record<string, Answer>> = { "/debug_token": debugToken, "/me": me };

const answer = async (provider: Provider, url: URL, response: ServerResponse): Promise<void> => {
  const { delayMilliseconds, breaks, status, body } = provider.mood;
  if (delayMilliseconds) await delay(delayMilliseconds, undefined, { ref: false });
  if (breaks) return void response.destroy();
  if (status) return send(response, status, body ?? failed("An unexpected error has occurred.", 2));
  if (body !== undefined) return send(response, 200, body);
  const route = routes[url.pathname];
  if (!route) return send(response, 404, failed(`Unknown path components: ${url.pathname}`, 2500));
  route(provider, url.searchParams, response);
};

/** Starts a local server that replies like the Graph API, with faults on request. */
export const openFacebook = async (): Promise<Facebook> => {
  const provider: Provider = { grants: new Map(), mood: {} };
  const server = createServer(
    (request, response) => void answer(provider, new URL(request.url ?? "", "http://graph"), response),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    settings: {
      FACEBOOK_APP_ID: app.id,
      FACEBOOK_APP_SECRET: app.secret,
      FACEBOOK_GRAPH_URL: `http://127.0.0.1:${port}`,
    },
    grant: (token, grant) => void provider.grants.set(token, grant),
    be: (mood) => void Object.assign(provider, { mood }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
