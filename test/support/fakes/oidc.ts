import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from "jose";

/** Claims about a user; those that a test gives replace the right ones. */
type Claimed = JWTPayload & {
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean | string;
};

/** Faults of the provider. */
type OidcMood = {
  readonly delayMilliseconds?: number;
  readonly status?: number;
  readonly breaks?: boolean;
  /** Tokens are signed with a key that the provider does not publish. */
  readonly forges?: boolean;
  /** Error of the token endpoint for an invalid code. */
  readonly error?: string;
  /** Codes stay valid after use, for clients that retry. */
  readonly isForgetful?: boolean;
  /** Only requests for this path are delayed, cut or get the status. */
  readonly path?: string;
};

/** What a storefront sends to the shop after a sign-in at the provider. */
export type Brought = {
  readonly code: string;
  readonly code_verifier: string;
  readonly redirect_uri: string;
  readonly nonce: string;
  readonly iss?: string;
};

export type OidcProvider = {
  readonly issuer: string;
  readonly settings: Readonly<Record<"OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET" | "OIDC_NAME", string>>;
  /** Signs a user in at the provider; returns what the storefront receives. */
  code(claims: Claimed): Brought;
  be(mood: OidcMood): void;
  close(): Promise<void>;
};

const client = { id: "the-shop", secret: "the-secret-of-the-shop" };
const redirectUri = "https://shop.example/back";
const algorithm = "RS256";

type Granted = { readonly claims: Claimed; readonly challenge: string };
const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

const send = (response: ServerResponse, status: number, value: unknown): void =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

type State = {
  readonly codes: Map<string, Granted>;
  readonly keys: { readonly right: CryptoKey; readonly wrong: CryptoKey; readonly published: object };
  mood: OidcMood;
  issuer: string;
};

const idToken = ({ keys, mood, issuer }: State, claims: Claimed): Promise<string> =>
  new SignJWT({ iss: issuer, aud: client.id, ...claims })
    .setProtectedHeader({ alg: algorithm, kid: "one" })
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? "5m")
    .sign(mood.forges ? keys.wrong : keys.right);

/** Redeems a code: it is valid with the right verifier and for the page that it was sent to. */
const answerToken = async (state: State, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const form = new URLSearchParams(await text(request));
  if (form.get("client_id") !== client.id || form.get("client_secret") !== client.secret)
    return send(response, 401, { error: "invalid_client" });
  const code = form.get("code") ?? "";
  const granted = state.codes.get(code);
  if (!state.mood.isForgetful) state.codes.delete(code);
  const isRight =
    granted?.challenge === challengeOf(form.get("code_verifier") ?? "") && form.get("redirect_uri") === redirectUri;
  if (!granted || !isRight) return send(response, 400, { error: state.mood.error ?? "invalid_grant" });
  const id_token = await idToken(state, granted.claims);
  send(response, 200, { access_token: randomUUID(), token_type: "Bearer", id_token });
};

const settingsOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: [algorithm],
});

const answer = async (state: State, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { url: path = "" } = request;
  const { mood, issuer, keys } = state;
  if (mood.path === undefined || mood.path === path) {
    if (mood.delayMilliseconds) await delay(mood.delayMilliseconds, undefined, { ref: false });
    if (mood.breaks) return void response.destroy();
    if (mood.status) return send(response, mood.status, { error: "server_error" });
  }
  if (path === "/token") return answerToken(state, request, response);
  if (path === "/keys") return send(response, 200, { keys: [keys.published] });
  if (path === "/.well-known/openid-configuration") return send(response, 200, settingsOf(issuer));
  send(response, 404, {});
};

const drawKeys = async (): Promise<State["keys"]> => {
  const [right, wrong] = [await generateKeyPair(algorithm), await generateKeyPair(algorithm)];
  const published = { ...(await exportJWK(right.publicKey)), kid: "one", alg: algorithm, use: "sig" };
  return { right: right.privateKey, wrong: wrong.privateKey, published };
};

/** Starts a local OpenID Connect provider: settings, keys, and codes that are valid once, for the client that began. */
export const openOidcProvider = async (): Promise<OidcProvider> => {
  const state: State = { codes: new Map(), keys: await drawKeys(), mood: {}, issuer: "" };
  const server = createServer((request, response) => void answer(state, request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.issuer = issuer;
  return {
    issuer,
    settings: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_NAME: "Weavers' Guild",
    },
    code(claims) {
      const [code, verifier, nonce] = [randomUUID(), randomBytes(32).toString("base64url"), randomUUID()];
      const claimed = { sub: randomUUID(), email_verified: true, nonce, ...claims };
      state.codes.set(code, { claims: claimed, challenge: challengeOf(verifier) });
      return { code, code_verifier: verifier, redirect_uri: redirectUri, nonce };
    },
    be: (mood) => void Object.assign(state, { mood }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
