export { continueNumbering as continueTaxNumbers } from "./queries.ts";
export { taxRoutes } from "./routes.ts";
export { fillTax, type SampleTax } from "./sample.ts";
