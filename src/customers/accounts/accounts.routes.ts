import type { Static } from "typebox";
import { durationWithin } from "../../platform/duration.ts";
import type { Route } from "../../platform/http/route.ts";
import type { Tokens } from "../sessions/sessions.ts";
import { changeAddress, changeCard, findCustomer, login, register, type AccountDependencies } from "./accounts.ts";
import { changeProfile } from "./profile.ts";
import { lackedBy } from "./address-needs.ts";
import * as schemas from "./accounts.schemas.ts";

const tag = "Customers";

/** Token lifetimes as written in the settings. Responses repeat these texts, unless the session ends sooner. */
export type Lifetimes = { readonly accessTokenLifetime: string; readonly refreshTokenLifetime: string };

/** Registers the routes to open an account, sign in, and read or change a customer's data. */
export function accountRoutes(route: Route, dependencies: AccountDependencies & Lifetimes): void {
  const enter = signedIn(dependencies);

  route(
    {
      method: "POST",
      path: "/customers",
      operationId: "register",
      access: "anyone",
      tag,
      summary: "Open an account",
      body: schemas.Registration,
      answers: schemas.SignedIn,
      refusals: ["USR_02", "USR_03", "USR_04", "USR_07", "USR_10"],
    },
    async (asked) => enter(await register(dependencies, asked.body, asked)),
  );

  route(
    {
      method: "POST",
      path: "/customers/login",
      operationId: "signIn",
      access: "anyone",
      tag,
      summary: "Sign in",
      body: schemas.Login,
      answers: schemas.SignedIn,
      refusals: ["USR_01", "USR_02", "USR_03", "USR_07"],
    },
    async (asked) => enter(await login(dependencies, asked.body, asked)),
  );

  route(
    {
      method: "GET",
      path: "/customer",
      operationId: "showCustomer",
      access: "customer",
      tag,
      summary: "Show who is signed in",
      answers: schemas.Customer,
    },
    ({ identity }) => findCustomer(dependencies, identity),
  );

  route(
    {
      method: "PUT",
      path: "/customer",
      operationId: "changeCustomer",
      access: "customer",
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

  route(
    {
      method: "PUT",
      path: "/customers/address",
      operationId: "changeAddress",
      access: "customer",
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

  route(
    {
      method: "PUT",
      path: "/customers/creditCard",
      operationId: "changeCreditCard",
      access: "customer",
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

/** Returns a function that builds the response to a sign-in. */
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
