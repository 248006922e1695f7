import * as openid from "openid-client";
import { Value } from "typebox/value";
import { refusal, unavailable } from "../../platform/refusal.ts";
import type { AccountDependencies } from "../accounts/accounts.ts";
import type { Person } from "./person.ts";
import { Claims, type OidcSignIn } from "./oidc.schemas.ts";

type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

export type Oidc = {
  /** Exchanges an authorization code for the person that the provider names; throws AUT_02 when it is invalid. */
  personBehind(given: Given): Promise<Person>;
};
export type OidcDependencies = AccountDependencies & { readonly oidc: Oidc };

type Given = Omit<OidcSignIn, "iss"> & { readonly iss?: string | undefined };

/** Time limit per request: metadata, code, keys. A customer waits for all three, at most ten seconds. */
const patienceSeconds = 3;
/** How long provider metadata is cached, in milliseconds. Keys are fetched again when a key ID is unknown. */
const settingsMilliseconds = 3_600_000;

/** Codes of `oauth4webapi` for a response whose ID token is expired, not for this client or not from this provider. */
const badToken: readonly (string | undefined)[] = [
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_UNSUPPORTED_OPERATION",
];

/** OAuth errors caused by client input: the code, or the redirect URI, for which Google has an error of its own. */
const badGrant: readonly string[] = ["invalid_grant", "redirect_uri_mismatch"];

/** Opens sign-in with an OpenID Connect provider. Its metadata is fetched at the first sign-in. */
export function openOidc(settings: OidcSettings): Oidc {
  let known: { readonly configuration: openid.Configuration; readonly until: number } | undefined;
  const configured = async (): Promise<openid.Configuration> => {
    if (known && known.until > Date.now()) return known.configuration;
    const configuration = await discover(settings);
    known = { configuration, until: Date.now() + settingsMilliseconds };
    return configuration;
  };
  return {
    async personBehind(given) {
      if (settings.issuer === "" || settings.clientId === "")
        throw refusal("COM_02", "", {
          message: "Invalid Data: this shop is not set up for signing in with OpenID Connect",
        });
      const url = redirectOf(given);
      try {
        const configuration = await configured();
        return personOf(await claimsFor(configuration, url, given));
      } catch (error) {
        throw isNoGood(error) ? refusal("AUT_02", "code") : Object.assign(unavailable(), { cause: error });
      }
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<openid.Configuration> {
  // Only for a provider on this machine: the setting admits no other address without TLS.
  // oxlint-disable-next-line typescript/no-deprecated
  const onThisMachine = issuer.startsWith("http:") ? [openid.allowInsecureRequests] : [];
  return openid.discovery(
    new URL(issuer),
    clientId,
    clientSecret || undefined,
    clientSecret ? undefined : openid.None(),
    // The signature is verified although the token comes directly from the provider: a proxy in between may forge it.
    { timeout: patienceSeconds, execute: [openid.enableNonRepudiationChecks, ...onThisMachine] },
  );
}

function redirectOf({ redirect_uri }: Given): URL {
  if (!URL.canParse(redirect_uri))
    throw refusal("COM_02", "redirect_uri", { message: "Invalid Data: redirect_uri must be an address" });
  return new URL(redirect_uri);
}

/** Redeems the code. The verifier and the nonce prove that the same storefront requested it. */
async function claimsFor(configuration: openid.Configuration, url: URL, given: Given): Promise<unknown> {
  url.searchParams.set("code", given.code);
  url.searchParams.set("iss", given.iss ?? configuration.serverMetadata().issuer);
  const tokens = await openid.authorizationCodeGrant(configuration, url, {
    pkceCodeVerifier: given.code_verifier,
    expectedNonce: given.nonce,
    idTokenExpected: true,
  });
  return tokens.claims();
}

function personOf(told: unknown): Person {
  if (!Value.Check(Claims, told)) throw new Error("The provider's ID token is not as it should be");
  const { iss, sub, name, email, email_verified: verified } = told;
  // The key includes the issuer: another provider may use the same subject for a different person.
  const person = { provider: "oidc", key: `oidc:${iss} ${sub}`, name } as const;
  return { ...person, email, isEmailVerified: verified === true || verified === "true" };
}

/** Returns whether the code is invalid. Any other error means an unreachable or misconfigured provider. */
function isNoGood(error: unknown): boolean {
  return error instanceof openid.ResponseBodyError
    ? badGrant.includes(error.error)
    : error instanceof openid.ClientError && badToken.includes(error.code);
}
