import type { Reader } from "../../platform/database/database.ts";
import * as queries from "./products.queries.ts";

/** Groups values by attribute. Values that no attribute has form a group of their own, which no product matches. */
export async function groupedByAttribute(reader: Reader, valueIds: readonly number[]): Promise<number[][]> {
  const found = await reader.all(queries.attributesOfValues(valueIds));
  const attributes = new Map(found.map((value) => [value.attribute_value_id, value.attribute_id]));
  return [...Map.groupBy(valueIds, (id) => attributes.get(id)).values()];
}
