import { Type } from "typebox";
import { openActions, personalActions } from "../../platform/http/action.ts";
import type { Identify } from "../../platform/http/identity.ts";
import type { App } from "../../platform/http/server.ts";
import type { AccountNeeds } from "../accounts/accounts.ts";
import { Login } from "../accounts/schemas.ts";
import { Nothing } from "../../platform/http/fields.ts";
import { askForProof, forgetPassword, provenEmail, resetPassword } from "./recovery.ts";

const tag = "Customers";
const token = Type.String({ maxLength: 200, refusal: "COM_02", description: "As it stands in the mail" });
const { email, password } = Login.properties;

/** A forgotten password, and an address that is to be proven. */
export const recoveryRoutes = (app: App, needs: AccountNeeds & { readonly identify: Identify }): void => {
  const open = openActions(app);

  open(
    "POST",
    "/customers/password/forgot",
    {
      tag,
      summary: "Ask for a mail to set a new password",
      description: "The reply is the same whether or not there is an account with this address.",
      body: Type.Object({ email }),
      answers: Nothing,
      refusals: ["USR_02", "USR_03", "USR_07"],
    },
    (asked) => forgetPassword(needs, asked.body.email, asked),
  );

  open(
    "POST",
    "/customers/password/reset",
    {
      tag,
      summary: "Set a new password with a mailed token",
      description: "The token works once, within the hour. Every session of the customer is ended.",
      body: Type.Object({ token, password }),
      answers: Nothing,
      refusals: ["USR_02", "USR_10"],
    },
    (asked) => resetPassword(needs, asked.body, asked),
  );

  open(
    "POST",
    "/customers/email/verify",
    {
      tag,
      summary: "Prove an e-mail address with a mailed token",
      body: Type.Object({ token }),
      answers: Nothing,
      refusals: ["USR_02"],
    },
    ({ body }) => provenEmail(needs, body.token),
  );

  personalActions(app, needs.identify)(
    "POST",
    "/customers/email/verify/send",
    { tag, summary: "Mail another token to prove the e-mail address", answers: Nothing },
    ({ identity, reply }) => askForProof(needs, identity, { reply }),
  );
};
