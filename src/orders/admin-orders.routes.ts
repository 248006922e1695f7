import { Type } from "typebox";
import type { Database } from "../platform/database/database.ts";
import { pageOf } from "../platform/http/cursor.ts";
import { money } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import { orderId, OrderLine, OrderSummary } from "./schemas.ts";
import { moves, type Status } from "./states/states.ts";

const tag = "Orders for staff";
const status = Type.Unsafe<Status>(Type.Enum(Object.keys(moves), { description: "Only orders in this status" }));

const Page = Type.Object({
  status: Type.Optional(status),
  ...pageOf("Orders", { maximum: 1000, default: 100 }).properties,
});

const ListedOrder = Type.Object({
  order_id: Type.Integer({ examples: [1] }),
  customer_id: Type.Integer({ examples: [1] }),
  created_on: Type.String({ format: "date-time" }),
  status: OrderSummary.properties.status,
  total_amount: money("What the buyer pays: lines, shipping and tax"),
  refunded_amount: money("What of it has gone back, or is on its way"),
  currency: OrderSummary.properties.currency,
  name: Type.String({ description: "Whom it is for" }),
});

const OrderForStaff = Type.Object({
  ...OrderSummary.properties,
  customer_id: Type.Integer({ examples: [1] }),
  lines: Type.Array(OrderLine),
});

/** Registers the routes by which staff look through the orders. */
export function adminOrderRoutes(route: Route, { db }: { readonly db: Database }): void {
  route(
    {
      method: "GET",
      path: "/admin/orders",
      operationId: "listOrdersForStaff",
      access: "staff",
      permission: "orders:read",
      tag,
      summary: "List the shop's orders, the highest number first",
      querystring: Page,
      answers: Type.Array(ListedOrder),
    },
    async ({ query, reply }) => {
      const { listOrdersForStaff } = await import("./admin-orders.ts");
      const { orders, next } = await listOrdersForStaff(db, query);
      const { limit, status: wanted } = query;
      if (next) {
        const filter = wanted === undefined ? "" : `status=${wanted}&`;
        reply.header("link", `</admin/orders?${filter}limit=${limit}&cursor=${next}>; rel="next"`);
      }
      return orders;
    },
  );

  route(
    {
      method: "GET",
      path: "/admin/orders/:order_id",
      operationId: "showOrderForStaff",
      access: "staff",
      permission: "orders:read",
      tag,
      summary: "Show an order with its lines, whichever customer's it is",
      params: Type.Object({ order_id: orderId }),
      answers: OrderForStaff,
      refusals: ["ORD_01"],
    },
    async ({ params }) => {
      const { findOrderForStaff } = await import("./admin-orders.ts");
      return findOrderForStaff(db, params.order_id);
    },
  );
}
