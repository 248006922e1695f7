import { Type, type Static } from "typebox";
import { Address } from "../customers/index.ts";
import { personalActions } from "../platform/http/action.ts";
import { tellNext } from "../platform/http/cursor.ts";
import type { Identify } from "../platform/http/identity.ts";
import type { App } from "../platform/http/server.ts";
import { centsOfTotal } from "../platform/money.ts";
import { keySent } from "../platform/idempotency/idempotency-key.ts";
import { replayed } from "../platform/idempotency/run-idempotently.ts";
import { changeAddress } from "./change-address.ts";
import { placeOrder, type PlacingDependencies } from "./placement/place-order.ts";
import { findOrder, linesOf, listOrders } from "./read-orders.ts";
import { NewOrder, OrderLine, orderId, OrderSummary, Page, Placed } from "./schemas.ts";
import { cancelOrder } from "./states/cancel-order.ts";

const tag = "Orders";
const ofOrder = { tag, params: Type.Object({ order_id: orderId }), refusals: ["ORD_01"] } as const;

type Dependencies = PlacingDependencies & { readonly identify: Identify; readonly isLimited: boolean };

/** Buying what is in a cart, and looking at what was bought. */
export function orderRoutes(app: App, { db, identify, checkout, pending, isLimited }: Dependencies): void {
  const personal = personalActions(app, identify);

  personal(
    "POST",
    "/orders",
    {
      tag,
      summary: "Place an order of a cart's lines",
      description:
        "What was saved for later stays in the cart. Without an `Idempotency-Key`, too, one cart makes one order. A cart that a customer has claimed is ordered by that customer alone. An order that lacks an address, or whose address lies in another region than its way of sending, is taken unless the shop is set to refuse it, and says so in `attention`. Refused with COM_02 while too much of the customer's waits for its payment: pay or cancel some of it. Refused with COM_29 after too many orders within an hour, cancelled ones included.",
      body: NewOrder,
      answers: Placed,
      takesKey: "one for each request",
      refusals: ["USR_02", "SHP_02", "TAX_01", "CAR_02", "CAR_03", "CAR_04", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, body, caller, reply }) => {
      const asker = { key: keySent(reply), address: caller.address };
      const placed = await placeOrder({ db, checkout, pending }, wishOf(customerId, body), asker);
      const orderId = replayed(reply, placed);
      return { orderId, order_id: orderId };
    },
  );

  personal(
    "GET",
    "/orders/inCustomer",
    { tag, summary: "List the customer's orders, newest first", querystring: Page, answers: Type.Array(OrderSummary) },
    async ({ identity: { customerId }, query, reply }) => {
      const { orders, next } = await listOrders(db, customerId, query);
      if (next) tellNext(reply, "/orders/inCustomer", query.limit, next);
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
    "PUT",
    "/orders/:order_id/address",
    {
      ...ofOrder,
      summary: "Send an order to another address",
      description:
        "Until it is sent. The address is replaced as a whole, and lies in the region that the order's way of sending leads to; the placeholder region stands for that one. It settles what `attention` says of the order; the customer's own address stays as it is. Of a paid order each change is told by mail, and ten an hour are taken.",
      body: Address,
      answers: OrderSummary,
      refusals: ["ORD_01", "USR_02", "USR_07", "USR_09", "SHP_02", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, params, body }) => {
      const key = { customerId, orderId: params.order_id };
      await changeAddress({ db, isLimited }, key, body, new Date());
      return findOrder(db, key);
    },
  );

  personal(
    "POST",
    "/orders/:order_id/cancel",
    {
      ...ofOrder,
      summary: "Cancel an order that is not paid yet",
      description: "What it took from the shelf goes back.",
      answers: OrderSummary,
      takesKey: "one for each path",
      refusals: ["ORD_01", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, params, reply }) => {
      const order = { customerId, orderId: params.order_id };
      replayed(reply, await cancelOrder(db, order, keySent(reply)));
      return findOrder(db, order);
    },
  );
}

/** What is not said is left out: the key's request is known by what it says. */
function wishOf(customerId: number, { cart_id, shipping_id, tax_id, expected_total }: Static<typeof NewOrder>) {
  const expectedCents = expected_total === undefined ? undefined : centsOfTotal(expected_total);
  const options = { customerId, cartId: cart_id, shippingId: shipping_id, taxId: tax_id };
  return expectedCents === undefined ? options : { ...options, expectedCents };
}
