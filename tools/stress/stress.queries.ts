import { row, boolean } from "../../src/platform/database/columns.ts";
import { reads } from "../../src/platform/database/statement.ts";

/** Returns what a shop already holds. */
export function present() {
  return reads(
    row({
      products: boolean,
      categories: boolean,
      customers: boolean,
      orders: boolean,
      regions: boolean,
      taxes: boolean,
    }),
  )`
  select exists (select from product) as products,
    exists (select from department) or exists (select from category) or exists (select from attribute) as categories,
    exists (select from customer) as customers, exists (select from order_owner) as orders,
    exists (select from shipping_region) as regions, exists (select from tax) as taxes`;
}
