import type { Route } from "../../platform/http/route.ts";
import { signedIn, type Lifetimes } from "../accounts/accounts.routes.ts";
import { SignedIn } from "../accounts/accounts.schemas.ts";
import { enter, recognized } from "./sign-in-by-identity.ts";
import type { OidcDependencies } from "./oidc.ts";
import { OidcSignIn } from "./oidc.schemas.ts";

/** Registers the route to sign in with OpenID Connect. */
export function oidcRoutes(route: Route, dependencies: OidcDependencies & Lifetimes): void {
  const answer = signedIn(dependencies);

  route(
    {
      method: "POST",
      path: "/customers/oidc",
      operationId: "signInWithOidc",
      access: "anyone",
      tag: "Customers",
      summary: "Sign in with OpenID Connect",
      description:
        "Takes the code that the provider sent the customer back with (authorization code with PKCE). The first time this opens an account, if the provider has verified the e-mail (else USR_03). An account with the same e-mail is not joined (USR_04): its owner signs in and links the identity with `POST /customer/identities`.",
      body: OidcSignIn,
      answers: SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "USR_07", "AUT_02"],
    },
    async (asked) => {
      const person = await recognized(dependencies, () => dependencies.oidc.personBehind(asked.body), asked);
      return answer(await enter(dependencies, person, asked));
    },
  );
}
