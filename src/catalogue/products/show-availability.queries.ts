import { row, integer } from "../../platform/database/columns.ts";
import { writes } from "../../platform/database/statement.ts";
import { InStockShown } from "./in-stock.ts";

/** Locks these products until the transaction ends, and selects the availability that customers are shown. */
export function lockShown(productIds: readonly number[]) {
  return writes(row({ product_id: integer, in_stock: InStockShown }))`
  select product_id, in_stock from product where product_id = any (${productIds}::bigint[])
  order by product_id for no key update`;
}

export function show(shown: { readonly productIds: readonly number[]; readonly inStock: readonly string[] }) {
  return writes(row({}))`
  update product set in_stock = now.in_stock
  from unnest(${shown.productIds}::bigint[], ${shown.inStock}::text[]) as now (product_id, in_stock)
  where product.product_id = now.product_id`;
}
