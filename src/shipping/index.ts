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
export { shippingRoutes } from "./routes.ts";
export { fillShipping, type SampleRegion } from "./sample.ts";
