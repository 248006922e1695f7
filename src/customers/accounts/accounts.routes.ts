import type { Static } from "typebox";
import { openActions, personalActions } from "../../platform/http/action.ts";
import { durationWithin } from "../../platform/duration.ts";
import type { Identify } from "../../platform/http/identity.ts";
import type { App } from "../../platform/http/server.ts";
import type { Tokens } from "../sessions/sessions.ts";
import { changeAddress, changeCard, findCustomer, login, register, type AccountDependencies } from "./accounts.ts";
import { changeProfile } from "./profile.ts";
import { lackedBy } from "./address-needs.ts";
import * as schemas from "./accounts.schemas.ts";

const tag = "Customers";

/** How long tokens live, as the settings say it: the reply repeats these texts until the session is over sooner. */
export type Lifetimes = { readonly accessTokenLifetime: string; readonly refreshTokenLifetime: string };

/** Opening an account, signing in, and what a customer keeps on record. */
export function accountRoutes(
  app: App,
  dependencies: AccountDependencies & Lifetimes & { readonly identify: Identify },
): void {
  const open = openActions(app);
  const personal = personalActions(app, dependencies.identify);
  const enter = signedIn(dependencies);

  open(
    "POST",
    "/customers",
    {
      tag,
      summary: "Open an account",
      body: schemas.Registration,
      answers: schemas.SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "USR_07", "USR_10"],
    },
    async (asked) => enter(await register(dependencies, asked.body, asked)),
  );

  open(
    "POST",
    "/customers/login",
    {
      tag,
      summary: "Sign in",
      body: schemas.Login,
      answers: schemas.SignedIn,
      refusals: ["USR_01", "USR_02", "USR_03", "USR_07"],
    },
    async (asked) => enter(await login(dependencies, asked.body, asked)),
  );

  personal("GET", "/customer", { tag, summary: "Show who is signed in", answers: schemas.Customer }, ({ identity }) =>
    findCustomer(dependencies, identity),
  );

  personal(
    "PUT",
    "/customer",
    {
      tag,
      summary: "Change name, e-mail, phones or password",
      description:
        "A phone that is sent empty is emptied, one that is not sent stays. A new e-mail address and a new password take `current_password`, unless the customer signed in within the last 15 minutes; the old address is told, with a link that undoes the change for 72 hours. A new password ends all other sessions, a new e-mail address the identities that were linked. How often both may be changed is limited.",
      body: schemas.Profile,
      answers: schemas.Customer,
      refusals: ["USR_01", "USR_02", "USR_03", "USR_04", "USR_06", "USR_07", "USR_10", ["COM_02", 403]],
    },
    (asked) => changeProfile(dependencies, asked.identity, asked.body, asked),
  );

  personal(
    "PUT",
    "/customers/address",
    {
      tag,
      summary: "Change the address",
      description:
        "`region` and `postal_code` may be empty, for many countries have none; `address_lacks` tells where mail to the country needs them.",
      body: schemas.Address,
      answers: schemas.CustomerMoved,
      refusals: ["USR_02", "USR_07", "USR_09", "SHP_01"],
    },
    async ({ identity, body }) => {
      const lacked = lackedBy(body);
      return {
        ...(await changeAddress(dependencies, identity, body)),
        ...(lacked.length > 0 ? { address_lacks: lacked } : {}),
      };
    },
  );

  personal(
    "PUT",
    "/customers/creditCard",
    {
      tag,
      summary: "Change the credit card",
      description: "The number is checked; only its last four digits are kept.",
      body: schemas.CreditCard,
      answers: schemas.Customer,
      refusals: ["USR_02", "USR_08"],
    },
    ({ identity, body }) => changeCard(dependencies, identity, body.credit_card),
  );
}

/** What signing in answers. */
export function signedIn({ accessTokenLifetime, refreshTokenLifetime }: Lifetimes) {
  return ({
    customer,
    accessToken,
    refreshToken,
    endsInSeconds,
  }: Tokens & { customer: schemas.Customer }): Static<typeof schemas.SignedIn> => ({
    customer,
    accessToken,
    expires_in: durationWithin(accessTokenLifetime, endsInSeconds),
    refresh_token: refreshToken,
    refresh_expires_in: durationWithin(refreshTokenLifetime, endsInSeconds),
  });
}
