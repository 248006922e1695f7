import { Type } from "typebox";
import type { Reader } from "../platform/database/database.ts";
import { id } from "../platform/http/fields.ts";
import type { Route } from "../platform/http/route.ts";
import { findTax, listTaxes } from "./tax.ts";

const tag = "Tax";
const taxId = id("The tax's number");

const Tax = Type.Object(
  {
    tax_id: taxId,
    tax_type: Type.String({ examples: ["Sales Tax at 8.5%"] }),
    tax_percentage: Type.String({ description: "Percent, two decimals", examples: ["8.50"] }),
    shipping_region_id: Type.Union([Type.Integer({ examples: [2] }), Type.Null()], {
      description: "The region whose orders it is for; null: those of every region",
    }),
  },
  { title: "Tax" },
);

/** Registers the routes to list and show kinds of tax. */
export function taxRoutes(route: Route, { reader }: { readonly reader: Reader }): void {
  route(
    {
      method: "GET",
      path: "/tax",
      operationId: "listTaxes",
      access: "public",
      tag,
      summary: "List kinds of tax",
      answers: Type.Array(Tax),
    },
    () => listTaxes(reader),
  );

  route(
    {
      method: "GET",
      path: "/tax/:tax_id",
      operationId: "showTax",
      access: "public",
      tag,
      summary: "Show a kind of tax",
      params: Type.Object({ tax_id: taxId }),
      answers: Tax,
      refusals: ["TAX_01"],
    },
    ({ params }) => findTax(reader, params.tax_id),
  );
}
