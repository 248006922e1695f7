import type { Database, Writer } from "../../platform/database/database.ts";
import { learnTheseWords, learnWords } from "../search/search.queries.ts";
import { announceRevision, lockRevision, raiseRevision } from "./revision.queries.ts";

/**
 * What a change affects: the products whose words are added to search, or the words themselves where the change knows
 * them.
 */
export type Changed = { readonly productIds: readonly number[] } | { readonly words: readonly string[] };

/** Runs `changeCatalogue` in a transaction of its own. */
export function changeCatalogueNow(db: Database, change: (tx: Writer) => Promise<Changed>): Promise<void> {
  return db.transaction((tx) => changeCatalogue(tx, change));
}

/**
 * Changes the catalogue; the only door for changes of it. Raises the revision and notifies every server in the same
 * transaction, so that none serves outdated replies. Lock order: the catalogue's rows first, the revision's row last.
 */
export async function changeCatalogue(tx: Writer, change: (tx: Writer) => Promise<Changed>): Promise<void> {
  const changed = await change(tx);
  if ("words" in changed) await tx.all(learnTheseWords(changed.words));
  else if (changed.productIds.length > 0) await tx.all(learnWords(changed.productIds));
  const raised = await tx.first(raiseRevision());
  await tx.all(announceRevision(raised?.revision ?? 0));
}

/** Locks the catalogue: until the transaction ends, no other one changes it or fills it with the sample. */
export async function lockCatalogue(tx: Writer): Promise<void> {
  await tx.all(lockRevision());
}
