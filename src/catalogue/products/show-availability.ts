import type { Writer } from "../../platform/database/database.ts";
import { changeCatalogue } from "../revision/change-catalogue.ts";
import type { InStock } from "./in-stock.ts";
import * as queries from "./show-availability.queries.ts";

/**
 * Shows customers the availability of these products. `judge` returns the current one; it is called once the products
 * are locked, so that no other transaction can show anything else. Raises the catalogue's revision only when something
 * shown has changed, because each raise invalidates all cached replies. Lock order: the products, ascending, then the
 * revision.
 */
export async function showAvailability(
  tx: Writer,
  productIds: readonly number[],
  judge: (productIds: readonly number[]) => Promise<ReadonlyMap<number, InStock>>,
): Promise<void> {
  const shown = await tx.all(queries.lockShown(productIds));
  const judged = await judge(productIds);
  const now = shown.map(({ product_id, in_stock }) => ({
    productId: product_id,
    was: in_stock,
    is: judged.get(product_id) ?? "yes",
  }));
  const changed = now.filter(({ was, is }) => was !== is);
  if (changed.length === 0) return;
  await changeCatalogue(tx, async () => {
    const productIdsChanged = changed.map(({ productId }) => productId);
    await tx.all(queries.show({ productIds: productIdsChanged, inStock: changed.map(({ is }) => is) }));
    // Their words have not changed.
    return { productIds: [] };
  });
}
