import type { Reader, Writer } from "../platform/database/database.ts";
import type { Option } from "./variants/options.ts";
import { learnWords } from "./search/search.queries.ts";
import * as queries from "./import-products.queries.ts";

/** Imports products and adds their words to search. Must run within a catalogue change. */
export async function importProducts(tx: Writer, rows: Parameters<typeof queries.importProducts>[0]) {
  const outcomes = await tx.all(queries.importProducts(rows));
  const added = outcomes.flatMap(({ n, outcome }) => (outcome === "inserted" ? (rows[n]?.id ?? []) : []));
  if (added.length > 0) await tx.all(learnWords(added));
  return outcomes;
}

/** Returns the options of each of these products; a product without any is absent. */
export async function optionsOfProducts(
  reader: Reader,
  productIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Option[]>> {
  return Map.groupBy(await reader.all(queries.optionsOfProducts(productIds)), ({ product_id }) => product_id);
}
