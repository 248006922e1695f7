import { openActions } from "../../platform/http/action.ts";
import type { App } from "../../platform/http/server.ts";
import { signedIn, type Lifetimes } from "../accounts/routes.ts";
import { SignedIn } from "../accounts/schemas.ts";
import { signInWithFacebook, type FacebookNeeds } from "./facebook.ts";
import { FacebookSignIn } from "./schemas.ts";

/** Signing in with an account at Facebook. */
export const facebookRoutes = (app: App, needs: FacebookNeeds & Lifetimes): void => {
  const enter = signedIn(needs);

  openActions(app)(
    "POST",
    "/customers/facebook",
    {
      tag: "Customers",
      summary: "Sign in with Facebook",
      description:
        "The first time this opens an account, or joins the one with the same e-mail if Facebook says that the e-mail is verified. " +
        "If nobody had verified it here before, that account's password and sessions end.",
      body: FacebookSignIn,
      answers: SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "AUT_02"],
    },
    async (asked) => enter(await signInWithFacebook(needs, asked.body.access_token, asked)),
  );
};
