import { Type } from "typebox";
import type { Route } from "../../platform/http/route.ts";
import { Login } from "../accounts/accounts.schemas.ts";
import { Nothing } from "../../platform/http/fields.ts";
import { NextPassword } from "./password-token.ts";
import { proveEmail, type ProvingDependencies } from "./verify-email.ts";
import { askForProof, forgetPassword, resetPassword, withToken } from "./recovery.ts";
import { undoChange } from "./undo-change.ts";

const tag = "Customers";
const token = Type.String({ maxLength: 200, refusal: "COM_02", description: "As it stands in the mail" });
const { email, password } = Login.properties;

/** Registers the routes to reset a password, verify an email and undo a change of the account. */
export function recoveryRoutes(route: Route, dependencies: ProvingDependencies): void {
  route(
    {
      method: "POST",
      path: "/customers/password/forgot",
      operationId: "requestPasswordReset",
      access: "anyone",
      tag,
      summary: "Ask for a mail to set a new password",
      description: "The reply is the same whether or not there is an account with this address.",
      body: Type.Object({ email }),
      answers: Nothing,
      refusals: ["USR_02", "USR_03", "USR_07"],
    },
    (asked) => forgetPassword(dependencies, asked.body.email, asked),
  );

  route(
    {
      method: "POST",
      path: "/customers/password/reset",
      operationId: "resetPassword",
      access: "anyone",
      tag,
      summary: "Set a new password with a mailed token",
      description:
        "The token works once, within the hour. Every session, every linked identity and every other mailed token of the customer is ended.",
      body: Type.Object({ token, password }),
      answers: Nothing,
      refusals: ["USR_02", "USR_10"],
    },
    (asked) => withToken(dependencies, asked, () => resetPassword(dependencies, asked.body, asked)),
  );

  route(
    {
      method: "POST",
      path: "/customers/email/verify",
      operationId: "verifyEmail",
      access: "anyone",
      tag,
      summary: "Prove an e-mail address with a mailed token",
      description:
        "In a session of the account (`USER-KEY`), or with its `password`, it changes nothing else. Otherwise somebody else may have opened the account with this address: its password, sessions and identities end, and `password_token` sets a password.",
      body: Type.Object({ token, password: Type.Optional(password) }),
      answers: NextPassword,
      refusals: ["USR_01", "USR_02"],
    },
    (asked) => withToken(dependencies, asked, () => proveEmail(dependencies, asked.body, asked)),
  );

  route(
    {
      method: "POST",
      path: "/customers/undo",
      operationId: "undoAccountChange",
      access: "anyone",
      tag,
      summary: "Undo a change of the account with a mailed token",
      description:
        "A changed e-mail address or password and a linked identity are told to the address that the account had before, with a token that is good for 72 hours. It puts that address back and ends the password, every session, every linked identity and every other mailed token; `password_token` sets a new password. The address that the account loses is told. An address that was never verified gets the account back without postal address, phones and card, and not at all once another one is verified.",
      body: Type.Object({ token }),
      answers: NextPassword,
      refusals: ["USR_02", "USR_04"],
    },
    (asked) => withToken(dependencies, asked, () => undoChange(dependencies, asked.body.token)),
  );

  route(
    {
      method: "POST",
      path: "/customers/email/verify/send",
      operationId: "sendVerificationMail",
      access: "customer",
      tag,
      summary: "Mail another token to prove the e-mail address",
      answers: Nothing,
    },
    ({ identity, tellLimits }) => askForProof(dependencies, identity, { tellLimits }),
  );
}
