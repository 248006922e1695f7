export { shippingRoutes } from "./routes.ts";
export { fillShipping, type SampleRegion } from "./sample.ts";
