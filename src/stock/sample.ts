import { optionsOfProduct, variantKeyOf } from "../catalogue/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { setUnits } from "./stock.queries.ts";

/** Units in stock: of a product as a whole, or of each of its variants. */
export type SampleStock = { readonly product: number } & ({ readonly units: number } | { readonly units_each: number });

/** Sets the stock of some products of the sample shop. Its catalogue must already be filled. */
export async function fillStock(tx: Writer, stock: readonly SampleStock[]): Promise<void> {
  for (const counted of stock) await tx.all(setUnits(await shelfOf(tx, counted)));
}

async function shelfOf(tx: Writer, counted: SampleStock) {
  if ("units" in counted) return [{ productId: counted.product, variantKey: "", units: counted.units }];
  const choices = await optionsOfProduct(tx, counted.product);
  const byAttribute = Map.groupBy(choices, ({ attribute_name }) => attribute_name);
  const valueIds = [...byAttribute.values()].map((values) =>
    values.map(({ attribute_value_id }) => attribute_value_id),
  );
  return combinationsOf(valueIds).map((ids) => ({
    productId: counted.product,
    variantKey: variantKeyOf(ids),
    units: counted.units_each,
  }));
}

/** Returns every combination of one value per attribute. */
function combinationsOf(valueIds: readonly (readonly number[])[]): number[][] {
  return valueIds.reduce<number[][]>(
    (begun, ids) => begun.flatMap((ofBefore) => ids.map((id) => [...ofBefore, id])),
    [[]],
  );
}
