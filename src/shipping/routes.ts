import { Type } from "typebox";
import type { Replies } from "../platform/cache/replies.ts";
import type { Reader } from "../platform/database/database.ts";
import { id as numbered } from "../platform/http/fields.ts";
import { publicReads } from "../platform/http/public-read.ts";
import type { App } from "../platform/http/server.ts";
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

/** Where parcels go and what that costs. */
export function shippingRoutes(
  app: App,
  { reader, replies }: { readonly reader: Reader; readonly replies: Replies },
): void {
  const read = publicReads(app, replies);

  read("/shipping/regions", { tag, summary: "List shipping regions", answers: Type.Array(Region) }, () =>
    reader.all(regions()),
  );

  read(
    "/shipping/regions/:shipping_region_id",
    {
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
