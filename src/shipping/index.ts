import type { Reader } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import { shippingRoutes } from "./routes.ts";

export {
  continueNumbering as continueShippingNumbers,
  importRates,
  importRegions,
  rates,
  removeRates,
  removeRegions,
  retireRate,
  retireRegion,
} from "./shipping.queries.ts";
export { ensurePlaceholder, placeholderRegion } from "./placeholder.ts";
export { fillShipping, type SampleRegion } from "./sample.ts";

export function shippingFeature(dependencies: { readonly reader: Reader }): Feature {
  return {
    name: "shipping",
    apiTags: [{ name: "Shipping", description: "Where parcels go and what that costs" }],
    routes: (route) => shippingRoutes(route, dependencies),
  };
}
