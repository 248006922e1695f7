import { Type } from "typebox";
import type { Reader } from "../platform/database/database.ts";
import { id as numbered } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import { regions } from "./shipping.queries.ts";
import { ratesOfRegion } from "./shipping.ts";

const tag = "Shipping";

const Region = Type.Object(
  {
    shipping_region_id: id("The region's number; 1 stands for no choice yet"),
    shipping_region: Type.String({ examples: ["Europe"] }),
  },
  { title: "ShippingRegion" },
);

const Rate = Type.Object(
  {
    shipping_id: id("The rate's number"),
    shipping_type: Type.String({ examples: ["By sea (28 days, $10)"] }),
    shipping_cost: Type.String({ description: "Two decimals", examples: ["10.00"] }),
    shipping_region_id: id("The region it serves"),
  },
  { title: "ShippingRate" },
);

/** Registers the routes for shipping regions and their rates. */
export function shippingRoutes(route: Route, { reader }: { readonly reader: Reader }): void {
  route(
    {
      method: "GET",
      path: "/shipping/regions",
      operationId: "listShippingRegions",
      access: "public",
      tag,
      summary: "List shipping regions",
      answers: Type.Array(Region),
    },
    () => reader.all(regions()),
  );

  route(
    {
      method: "GET",
      path: "/shipping/regions/:shipping_region_id",
      operationId: "listShippingRates",
      access: "public",
      tag,
      summary: "List the rates of a shipping region",
      params: Type.Object({ shipping_region_id: id("The region's number") }),
      answers: Type.Array(Rate),
      refusals: ["SHP_01"],
    },
    ({ params }) => ratesOfRegion(reader, params.shipping_region_id),
  );
}

function id(about: string) {
  return numbered(about, 2);
}
