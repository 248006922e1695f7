import { Type } from "typebox";
import { linkNextPage } from "../platform/http/cursor.ts";
import type { Route } from "../platform/http/route.ts";
import { refusal } from "../platform/refusal.ts";
import { findCustomer } from "./accounts/accounts.ts";
import { signedIn, type Lifetimes } from "./accounts/accounts.routes.ts";
import { SignedIn } from "./accounts/accounts.schemas.ts";
import { forgetNetworkOf } from "./sessions/known-networks.ts";
import { Nothing } from "../platform/http/fields.ts";
import { pageOfSessions } from "./sessions/list-sessions.ts";
import { Page, Session } from "./sessions.schemas.ts";
import { endEverySession, endSession, refreshSession, type SessionDependencies } from "./sessions/sessions.ts";

const tag = "Sessions";

/** Registers the routes to refresh tokens, sign out and list sessions. */
export function sessionRoutes(route: Route, dependencies: SessionDependencies & Lifetimes): void {
  const enter = signedIn(dependencies);

  route(
    {
      method: "POST",
      path: "/customers/refresh",
      operationId: "refreshSession",
      access: "anyone",
      tag,
      summary: "Exchange a refresh token for new tokens",
      description:
        "The token is spent by it. A token that is used again ends its session: two parties hold it. A session ends some time after it began, however often it is refreshed.",
      body: Type.Object({ refresh_token: Type.String({ maxLength: 1000, refusal: "AUT_02" }) }),
      answers: SignedIn,
      refusals: ["USR_02", "AUT_02"],
    },
    async ({ body }) => {
      const tokens = await refreshSession(dependencies, body.refresh_token);
      return enter({ ...tokens, customer: await findCustomer(dependencies, tokens) });
    },
  );

  route(
    {
      method: "POST",
      path: "/customers/logout",
      operationId: "signOut",
      access: "customer",
      tag,
      summary: "Sign out, here or everywhere",
      querystring: Type.Object({
        everywhere: Type.Boolean({
          default: false,
          description: "Ends every session of the customer, and moves the cart to a new id",
        }),
      }),
      answers: Nothing,
    },
    async ({ identity, query }) =>
      void (await (query.everywhere ? endEverySession : endSession)(dependencies, identity)),
  );

  route(
    {
      method: "GET",
      path: "/customer/sessions",
      operationId: "listSessions",
      access: "customer",
      tag,
      summary: "List where one is signed in, last used first",
      querystring: Page,
      answers: Type.Array(Session),
    },
    async ({ identity, query, reply }) => {
      const { sessions, next } = await pageOfSessions(dependencies, identity, query);
      if (next) linkNextPage(reply, "/customer/sessions", query.limit, next);
      return sessions;
    },
  );

  route(
    {
      method: "DELETE",
      path: "/customer/sessions/:session_id",
      operationId: "endSession",
      access: "customer",
      tag,
      summary: "Sign out somewhere else",
      params: Type.Object({ session_id: Type.String({ maxLength: 64, refusal: "SES_01" }) }),
      answers: Nothing,
      refusals: ["SES_01"],
    },
    async ({ identity, params }) => {
      const ended = await endSession(dependencies, { customerId: identity.customerId, sessionId: params.session_id });
      if (ended === 0) throw refusal("SES_01", "session_id");
      await forgetNetworkOf(dependencies.db, identity, params.session_id);
    },
  );
}
