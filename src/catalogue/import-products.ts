import type { Reader, Writer } from "../platform/database/database.ts";
import type { Option } from "./variants/options.ts";
import { learnWords } from "./search/search.queries.ts";
import * as queries from "./import-products.queries.ts";

/** Products brought along, with their words learned for search; within a change of the catalogue. */
export async function importProducts(tx: Writer, rows: Parameters<typeof queries.importProducts>[0]) {
  const fates = await tx.all(queries.importProducts(rows));
  const added = fates.flatMap(({ n, fate }) => (fate === "added" ? (rows[n]?.id ?? []) : []));
  if (added.length > 0) await tx.all(learnWords(added));
  return fates;
}

/** The values that each of these products can be had in; a product without any is left out. */
export async function optionsOfProducts(
  reader: Reader,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Option[]>> {
  return Map.groupBy(await reader.all(queries.optionsOfProducts(productIds)), ({ product_id }) => product_id);
}
