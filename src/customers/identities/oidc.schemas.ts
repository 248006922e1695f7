import { Type, type Static } from "typebox";

/** What the storefront has after the redirect to the provider and back (authorization code with PKCE). */
export const OidcSignIn = Type.Object({
  code: Type.String({ maxLength: 2000, refusal: "AUT_02", description: "The code that the provider sent back" }),
  code_verifier: Type.String({
    maxLength: 128,
    // RFC 7636, 4.1. Providers report any other format as a fault of the shop, not as a wrong code.
    pattern: String.raw`^[\w.~-]{43,128}$`,
    refusal: "AUT_02",
    description: "Of which the provider was sent the SHA-256 as `code_challenge`",
  }),
  redirect_uri: Type.String({ maxLength: 2000, description: "Where the provider was told to send the customer" }),
  nonce: Type.String({ maxLength: 200, refusal: "AUT_02", description: "What the provider was sent as `nonce`" }),
  iss: Type.Optional(Type.String({ maxLength: 2000, description: "What the provider sent back as `iss`, if it did" })),
});
export type OidcSignIn = Static<typeof OidcSignIn>;

/** Claims that are read from an ID token. */
export const Claims = Type.Object({
  iss: Type.String(),
  sub: Type.String({ minLength: 1, maxLength: 255 }),
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  /** Some providers send a string. */
  email_verified: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
});
