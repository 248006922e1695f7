import type { Reader } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import { taxRoutes } from "./routes.ts";

export { continueNumbering as continueTaxNumbers, importTaxes, removeTaxes, retireTax, taxes } from "./tax.queries.ts";
export { fillTax, type SampleTax } from "./sample.ts";

export function taxFeature(dependencies: { readonly reader: Reader }): Feature {
  return {
    name: "tax",
    apiTags: [{ name: "Tax", description: "The kinds of tax an order can carry" }],
    routes: (route) => taxRoutes(route, dependencies),
  };
}
