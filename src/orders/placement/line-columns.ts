import { boughtColumns } from "../../cart/index.ts";
import { boolean, integer } from "../../platform/database/columns.ts";
import { sql } from "../../platform/database/statement.ts";

/** Columns that an order's line has from the start, as row type and as SQL. */
export const lineColumns = { line_number: integer, ...boughtColumns, is_counted: boolean } as const;
export const line = sql`line_number, product_id, product_name, attributes, variant_key, quantity, unit_cost_cents, is_counted`;
