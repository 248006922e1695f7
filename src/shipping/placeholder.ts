import type { Writer } from "../platform/database/database.ts";
import { addPlaceholder } from "./shipping.queries.ts";

/** ID of the region "Please Select", for customers who have chosen none; imported shops use the same ID. */
export const placeholderRegion = 1;

/** Inserts the placeholder region unless its ID exists; returns whether it did. Does not advance the ID sequence. */
export async function ensurePlaceholder(tx: Writer): Promise<boolean> {
  return (await tx.all(addPlaceholder(placeholderRegion, "Please Select"))).length > 0;
}
