import * as openid from "openid-client";
import { Value } from "typebox/value";
import { refusal, unavailable } from "../../platform/refusal.ts";
import type { AccountDependencies } from "../accounts/accounts.ts";
import type { Person } from "./person.ts";
import { Claims, type OidcSignIn } from "./oidc.schemas.ts";

type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

export type Oidc = {
  /** Whom the provider names for a code; refuses one that is no good (AUT_02). */
  personBehind(given: Given): Promise<Person>;
};
export type OidcDependencies = AccountDependencies & { readonly oidc: Oidc };

type Given = Omit<OidcSignIn, "iss"> & { readonly iss?: string | undefined };

/** For each question: the provider's settings, the code, its keys. A buyer waits for all three, at most ten seconds. */
const patienceSeconds = 3;
/** How long a provider's settings are taken to be what they were; keys are asked for again when one is unknown. */
const settingsMilliseconds = 3_600_000;

/** Codes of `oauth4webapi` for an answer whose ID token was not made for us, now, by that provider. */
const badToken: readonly (string | undefined)[] = [
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_UNSUPPORTED_OPERATION",
];

/** What a provider refuses that the client chose: the code, or the page it was sent to, for which Google has a word of its own. */
const badGrant: readonly string[] = ["invalid_grant", "redirect_uri_mismatch"];

/** A provider that speaks OpenID Connect. It is asked for its settings by the first who comes with its code. */
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
    // The signature is checked although the token comes from the provider itself: a proxy between may lie.
    { timeout: patienceSeconds, execute: [openid.enableNonRepudiationChecks, ...onThisMachine] },
  );
}

function redirectOf({ redirect_uri }: Given): URL {
  if (!URL.canParse(redirect_uri))
    throw refusal("COM_02", "redirect_uri", { message: "Invalid Data: redirect_uri must be an address" });
  return new URL(redirect_uri);
}

/** Spends the code. The verifier and the nonce prove that it was asked for by the storefront that brings it. */
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
  // Another provider may give the same subject to somebody else.
  const person = { provider: "oidc", key: `oidc:${iss} ${sub}`, name } as const;
  return { ...person, email, isEmailVerified: verified === true || verified === "true" };
}

/** Is it the code that is wrong? Else the provider is away, or not as the settings have it. */
function isNoGood(error: unknown): boolean {
  return error instanceof openid.ResponseBodyError
    ? badGrant.includes(error.error)
    : error instanceof openid.ClientError && badToken.includes(error.code);
}
