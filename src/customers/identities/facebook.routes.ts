import type { Route } from "../../platform/http/route.ts";
import { signedIn, type Lifetimes } from "../accounts/accounts.routes.ts";
import { SignedIn } from "../accounts/accounts.schemas.ts";
import { enter as enterAs, recognized } from "./sign-in-by-identity.ts";
import { personBehindToken, type FacebookDependencies } from "./facebook.ts";
import { FacebookSignIn } from "./facebook.schemas.ts";

/** Registers the route to sign in with Facebook. */
export function facebookRoutes(route: Route, dependencies: FacebookDependencies & Lifetimes): void {
  const enter = signedIn(dependencies);

  route(
    {
      method: "POST",
      path: "/customers/facebook",
      operationId: "signInWithFacebook",
      access: "anyone",
      tag: "Customers",
      summary: "Sign in with Facebook",
      description:
        "The first time this opens an account. An account with the same e-mail is not joined (USR_04): its owner signs in and links Facebook with `POST /customer/identities`.",
      body: FacebookSignIn,
      answers: SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "AUT_02"],
    },
    async (asked) => {
      const person = await recognized(
        dependencies,
        () => personBehindToken(dependencies, asked.body.access_token),
        asked,
      );
      return enter(await enterAs(dependencies, person, asked));
    },
  );
}
