import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import { personalActions } from "../platform/http/action.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { App } from "../platform/http/server.ts";
import { readKey } from "./idempotency/key.ts";
import { placeOrder } from "./placing/placing.ts";
import { findOrder, linesOf, listOrders } from "./reading/reading.ts";
import { NewOrder, OrderLine, orderId, OrderSummary, Page, Placed } from "./schemas.ts";
import { moveOrder } from "./states/moving.ts";

const tag = "Orders";
const ofOrder = { tag, params: Type.Object({ order_id: orderId }), refusals: ["ORD_01"] } as const;

type Needs = { readonly db: Database; readonly identify: Identify };

const tellNext = (reply: FastifyReply, limit: number, cursor: string): FastifyReply =>
  reply.header("link", `</orders/inCustomer?limit=${limit}&cursor=${cursor}>; rel="next"`);

/** Buying what is in a cart, and looking at what was bought. */
export const orderRoutes = (app: App, { db, identify }: Needs): void => {
  const personal = personalActions(app, identify);

  personal(
    "POST",
    "/orders",
    {
      tag,
      summary: "Place an order of a cart's lines",
      description:
        "What was saved for later stays in the cart. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours and is answered the same, with `Idempotent-Replayed: true`. Without it, too, one cart makes one order.",
      body: NewOrder,
      answers: Placed,
      refusals: ["USR_02", "SHP_02", "TAX_01", "CAR_02", "CAR_03", "CAR_04", "COM_09", ["COM_09", 409]],
    },
    async ({ identity: { customerId }, body, reply }) => {
      const key = readKey(reply.request.headers["idempotency-key"]);
      const wish = { customerId, cartId: body.cart_id, shippingId: body.shipping_id, taxId: body.tax_id };
      const placed = await placeOrder(db, wish, key);
      if (placed.isReplayed) reply.header("idempotent-replayed", "true");
      return { orderId: placed.reply, order_id: placed.reply };
    },
  );

  personal(
    "GET",
    "/orders/inCustomer",
    { tag, summary: "List the customer's orders, newest first", querystring: Page, answers: Type.Array(OrderSummary) },
    async ({ identity: { customerId }, query, reply }) => {
      const { orders, next } = await listOrders(db, customerId, query);
      if (next) tellNext(reply, query.limit, next);
      return orders;
    },
  );

  personal(
    "GET",
    "/orders/shortDetail/:order_id",
    { ...ofOrder, summary: "Show an order", answers: OrderSummary },
    ({ identity: { customerId }, params }) => findOrder(db, { customerId, orderId: params.order_id }),
  );

  personal(
    "GET",
    "/orders/:order_id",
    { ...ofOrder, summary: "List an order's lines", answers: Type.Array(OrderLine) },
    ({ identity: { customerId }, params }) => linesOf(db, { customerId, orderId: params.order_id }),
  );

  personal(
    "POST",
    "/orders/:order_id/cancel",
    {
      ...ofOrder,
      summary: "Cancel an order that is not paid yet",
      description: "What it took from the shelf goes back.",
      answers: OrderSummary,
      refusals: ["ORD_01", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, params }) => {
      const key = { customerId, orderId: params.order_id };
      await moveOrder(db, key, "cancelled", { byWhom: `customer ${customerId}`, now: new Date() });
      return findOrder(db, key);
    },
  );
};
