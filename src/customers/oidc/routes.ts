import { openActions } from "../../platform/http/action.ts";
import type { App } from "../../platform/http/server.ts";
import { signedIn, type Lifetimes } from "../accounts/routes.ts";
import { SignedIn } from "../accounts/schemas.ts";
import { enter, recognized } from "../identities/entering.ts";
import type { OidcNeeds } from "./oidc.ts";
import { OidcSignIn } from "./schemas.ts";

/** Signing in at a provider that speaks OpenID Connect. */
export function oidcRoutes(app: App, needs: OidcNeeds & Lifetimes): void {
  const answer = signedIn(needs);

  openActions(app)(
    "POST",
    "/customers/oidc",
    {
      tag: "Customers",
      summary: "Sign in with OpenID Connect",
      description:
        "Takes the code that the provider sent the customer back with (authorization code with PKCE). The first time this opens an account, if the provider has verified the e-mail (else USR_03). An account with the same e-mail is not joined (USR_04): its owner signs in and links the identity with `POST /customer/identities`.",
      body: OidcSignIn,
      answers: SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "USR_07", "AUT_02"],
    },
    async (asked) => {
      const person = await recognized(needs, () => needs.oidc.personBehind(asked.body), asked);
      return answer(await enter(needs, person, asked));
    },
  );
}
