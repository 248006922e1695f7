export { continueNumbering as continueTaxNumbers, importTaxes, removeTaxes, retireTax, taxes } from "./tax.queries.ts";
export { taxRoutes } from "./routes.ts";
export { fillTax, type SampleTax } from "./sample.ts";
