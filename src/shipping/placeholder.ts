import type { Writer } from "../platform/database/database.ts";
import { addPlaceholder } from "./shipping.queries.ts";

/** The region "Please Select", in which customers are who have chosen none: the number is the one that older shops give it. */
export const placeholderRegion = 1;

/** Makes the placeholder where its number is free; answers whether it was. Numbers are not continued yet. */
export async function ensurePlaceholder(tx: Writer): Promise<boolean> {
  return (await tx.all(addPlaceholder(placeholderRegion, "Please Select"))).length > 0;
}
