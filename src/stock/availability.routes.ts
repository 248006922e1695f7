import { Type } from "typebox";
import { id } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import { Availability, availabilityOf, type Stocked } from "./availability.ts";

/** Registers the availability route of a product. Its replies are never cached. */
export function availabilityRoutes(route: Route, db: Stocked): void {
  return route(
    {
      method: "GET",
      path: "/products/:product_id/availability",
      operationId: "showAvailability",
      access: "anyone",
      tag: "Products",
      summary: "How many of a product are left",
      description:
        "As it is now, of each combination; units that are reserved for orders waiting for payment are not left.",
      params: Type.Object({ product_id: id("The product's number") }),
      answers: Availability,
      refusals: ["PRO_01"],
    },
    ({ params }) => availabilityOf(db, params.product_id),
  );
}
