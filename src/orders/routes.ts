import { Type, type Static } from "typebox";
import { Address } from "../customers/index.ts";
import { linkNextPage } from "../platform/http/cursor.ts";
import type { Route } from "../platform/http/route.ts";
import { centsOfTotal } from "../platform/money.ts";
import { keySent } from "../platform/idempotency/idempotency-key.ts";
import { replayed } from "../platform/http/replayed.ts";
import { changeAddress } from "./change-address.ts";
import { listShipments } from "./list-shipments.ts";
import { placeOrder, type PlacingDependencies } from "./placement/place-order.ts";
import { findOrder, linesOf, listOrders } from "./read-orders.ts";
import { NewOrder, OrderLine, orderId, OrderShipment, OrderSummary, Page, Placed } from "./schemas.ts";
import { cancelOrder } from "./states/cancel-order.ts";

const tag = "Orders";
const ofOrder = { tag, params: Type.Object({ order_id: orderId }), refusals: ["ORD_01"] } as const;

type Dependencies = PlacingDependencies & { readonly isLimited: boolean };

export function orderRoutes(route: Route, { db, checkout, pending, isLimited }: Dependencies): void {
  route(
    {
      method: "POST",
      path: "/orders",
      operationId: "placeOrder",
      access: "customer",
      tag,
      summary: "Place an order of a cart's lines",
      description:
        "What was saved for later stays in the cart. Without an `Idempotency-Key`, too, one cart makes one order. A cart that a customer has claimed is ordered by that customer alone. An order that lacks an address, or whose address lies in another region than its way of sending, is taken unless the shop is set to refuse it, and says so in `attention`. Refused with COM_02 while too much of the customer's waits for its payment: pay or cancel some of it. Refused with COM_29 after too many orders within an hour, cancelled ones included.",
      body: NewOrder,
      answers: Placed,
      takesKey: "one for each request",
      refusals: ["USR_02", "SHP_02", "TAX_01", "CAR_02", "CAR_03", "CAR_04", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, body, headers, caller, reply }) => {
      const asker = { key: keySent(headers), address: caller.address };
      const placed = await placeOrder({ db, checkout, pending }, wishOf(customerId, body), asker);
      const orderId = replayed(reply, placed);
      return { orderId, order_id: orderId };
    },
  );

  route(
    {
      method: "GET",
      path: "/orders/inCustomer",
      operationId: "listOrders",
      access: "customer",
      tag,
      summary: "List the customer's orders, newest first",
      querystring: Page,
      answers: Type.Array(OrderSummary),
    },
    async ({ identity: { customerId }, query, reply }) => {
      const { orders, next } = await listOrders(db, customerId, query);
      if (next) linkNextPage(reply, "/orders/inCustomer", query.limit, next);
      return orders;
    },
  );

  route(
    {
      method: "GET",
      path: "/orders/shortDetail/:order_id",
      operationId: "showOrder",
      access: "customer",
      ...ofOrder,
      summary: "Show an order",
      answers: OrderSummary,
    },
    ({ identity: { customerId }, params }) => findOrder(db, { customerId, orderId: params.order_id }),
  );

  route(
    {
      method: "GET",
      path: "/orders/:order_id",
      operationId: "listOrderLines",
      access: "customer",
      ...ofOrder,
      summary: "List an order's lines",
      answers: Type.Array(OrderLine),
    },
    ({ identity: { customerId }, params }) => linesOf(db, { customerId, orderId: params.order_id }),
  );

  route(
    {
      method: "GET",
      path: "/orders/:order_id/shipments",
      operationId: "listShipments",
      access: "customer",
      ...ofOrder,
      summary: "List an order's parcels",
      description:
        "With carrier and tracking number, as far as the shop named them. An order is `paid` while a part of it is still to be sent.",
      answers: Type.Array(OrderShipment),
    },
    ({ identity: { customerId }, params }) => listShipments(db, { customerId, orderId: params.order_id }),
  );

  route(
    {
      method: "PUT",
      path: "/orders/:order_id/address",
      operationId: "changeOrderAddress",
      access: "customer",
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

  route(
    {
      method: "POST",
      path: "/orders/:order_id/cancel",
      operationId: "cancelOrder",
      access: "customer",
      ...ofOrder,
      summary: "Cancel an order that is not paid yet",
      description: "What it took from the shelf goes back.",
      answers: OrderSummary,
      takesKey: "one for each path",
      refusals: ["ORD_01", ["COM_02", 409]],
    },
    async ({ identity: { customerId }, params, headers, reply }) => {
      const order = { customerId, orderId: params.order_id };
      replayed(reply, await cancelOrder(db, order, keySent(headers)));
      return findOrder(db, order);
    },
  );
}

/** Omits absent fields: the idempotency key's request hash covers only what the request contains. */
function wishOf(customerId: number, { cart_id, shipping_id, tax_id, expected_total }: Static<typeof NewOrder>) {
  const expectedCents = expected_total === undefined ? undefined : centsOfTotal(expected_total);
  const options = { customerId, cartId: cart_id, shippingId: shipping_id, taxId: tax_id };
  return expectedCents === undefined ? options : { ...options, expectedCents };
}
