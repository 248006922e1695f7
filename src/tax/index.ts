export { continueNumbering as continueTaxNumbers, importTaxes, removeTaxes, retireTax, taxes } from "./queries.ts";
export { taxRoutes } from "./routes.ts";
export { fillTax, type SampleTax } from "./sample.ts";
