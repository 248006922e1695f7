import { Type } from "typebox";
import type { Reader } from "../platform/database/database.ts";
import { openActions } from "../platform/http/action.ts";
import { id } from "../platform/http/fields.ts";
import type { App } from "../platform/http/server.ts";
import { Availability, availabilityOf } from "./availability.ts";

/** What is left of a product, told anew each time. */
export function availabilityRoutes(app: App, { reader }: { readonly reader: Reader }): void {
  return openActions(app)(
    "GET",
    "/products/:product_id/availability",
    {
      tag: "Products",
      summary: "How many of a product are left",
      description:
        "As it is now, of each combination; units that are reserved for orders waiting for payment are not left.",
      params: Type.Object({ product_id: id("The product's number") }),
      answers: Availability,
      refusals: ["PRO_01"],
    },
    ({ params }) => availabilityOf(reader, params.product_id),
  );
}
