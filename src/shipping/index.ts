export { continueNumbering as continueShippingNumbers } from "./queries.ts";
export { shippingRoutes } from "./routes.ts";
export { fillShipping, type SampleRegion } from "./sample.ts";
