import { Type } from "typebox";
import type { Replies } from "../platform/cache/replies.ts";
import type { Reader } from "../platform/database/database.ts";
import { id } from "../platform/http/fields.ts";
import { publicReads } from "../platform/http/public-read.ts";
import type { App } from "../platform/http/server.ts";
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

/** The kinds of tax an order can carry. */
export function taxRoutes(app: App, { reader, replies }: { readonly reader: Reader; readonly replies: Replies }): void {
  const read = publicReads(app, replies);

  read("/tax", { tag, summary: "List kinds of tax", answers: Type.Array(Tax) }, () => listTaxes(reader));

  read(
    "/tax/:tax_id",
    { tag, summary: "Show a kind of tax", params: Type.Object({ tax_id: taxId }), answers: Tax, refusals: ["TAX_01"] },
    ({ params }) => findTax(reader, params.tax_id),
  );
}
