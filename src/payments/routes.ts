import type { IncomingHttpHeaders } from "node:http";
import { identifyIfSignedIn, type Identify } from "../platform/http/identity.ts";
import { operation } from "../platform/http/operation.ts";
import type { Route } from "../platform/http/route.ts";
import type { App } from "../platform/http/server.ts";
import { charge, type AskingDependencies } from "./charge/charge.ts";
import { recordProviderEventOf } from "./provider-events.ts";
import { Charge, NewCharge, Received } from "./schemas.ts";

const tag = "Payments";

type Dependencies = AskingDependencies & { readonly identify: Identify };

/** Registers the routes for charges and webhook events. */
export function paymentRoutes(route: Route, app: App, dependencies: Dependencies): void {
  route(
    {
      method: "POST",
      path: "/stripe/charge",
      operationId: "payOrder",
      access: "anyone",
      tag,
      summary: "Pay an order",
      description:
        "With an access token the order must be one's own; without one it must have been placed within the last 60 minutes, and only whoever pays it now is shown its charge. The order's total is charged, once: to its owner an order that is paid answers its charge again. One that comes to nothing is answered a charge of 0, and nobody is charged.",
      body: NewCharge,
      answers: Charge,
      refusals: ["USR_02", "USR_07", "ORD_01", "STR_01", ["COM_02", 409], ["COM_02", 422], ["COM_09", 409]],
    },
    async ({ body, headers, caller, tellLimits }) => {
      // A client without a valid access token is a guest: old storefronts send arbitrary values here.
      const identity = await identifyIfSignedIn(dependencies.identify, headers);
      const { order_id: orderId, stripeToken: token, description, amount, currency } = body;
      return charge(dependencies, { identity, orderId, token, description, amount, currency }, { caller, tellLimits });
    },
  );
  void app.register(async (inner) => eventRoute(inner as App, dependencies));
}

/** Registers the webhook route, which gets the body unparsed: the provider signs its exact bytes. */
function eventRoute(app: App, dependencies: Dependencies): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) => body);
  app.post(
    "/stripe/webhooks",
    operation({
      method: "POST",
      operationId: "receiveProviderEvent",
      tag,
      summary: "Take in an event of the payment provider",
      description:
        "For the provider alone: the body is an event, signed in the header `Stripe-Signature` within the last five minutes.",
      answers: Received,
    }),
    async (request, reply) => {
      const { body, headers } = request as { body: unknown; headers: IncomingHttpHeaders };
      await recordProviderEventOf(
        dependencies,
        Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        String(headers["stripe-signature"] ?? ""),
      );
      return reply.header("cache-control", "no-store").send({ received: true });
    },
  );
}
