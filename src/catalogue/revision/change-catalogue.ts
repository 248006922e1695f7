import type { Database, Writer } from "../../platform/database/database.ts";
import { learnTheseWords, learnWords } from "../search/search.queries.ts";
import { announceRevision, lockRevision, raiseRevision } from "./revision.queries.ts";

/** What a change touched: the words of these products are learned for search, or words that the change knows itself. */
export type Changed = { readonly productIds: readonly number[] } | { readonly words: readonly string[] };

/** The same as a transaction of its own. */
export function changeCatalogueNow(db: Database, change: (tx: Writer) => Promise<Changed>): Promise<void> {
  return db.transaction((tx) => changeCatalogue(tx, change));
}

/**
 * The one door through which the catalogue changes: in the same transaction the revision is raised and every server
 * told, so that none serves what was. Lock order: the catalogue's rows first, the revision's row last.
 */
export async function changeCatalogue(tx: Writer, change: (tx: Writer) => Promise<Changed>): Promise<void> {
  const changed = await change(tx);
  if ("words" in changed) await tx.all(learnTheseWords(changed.words));
  else if (changed.productIds.length > 0) await tx.all(learnWords(changed.productIds));
  const raised = await tx.first(raiseRevision());
  await tx.all(announceRevision(raised?.revision ?? 0));
}

/** Until the transaction ends, nobody else changes the catalogue or fills it with the sample. */
export async function lockCatalogue(tx: Writer): Promise<void> {
  await tx.all(lockRevision());
}
