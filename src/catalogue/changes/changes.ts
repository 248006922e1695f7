import type { Database, Writer } from "../../platform/database/database.ts";
import { learnWords } from "../search/queries.ts";
import { announceRevision, raiseRevision } from "./queries.ts";

/** What a change touched: these products' words are learned for search. */
export type Changed = { readonly productIds: readonly number[] };

/**
 * The one door through which the catalogue changes: in the same transaction the revision is raised and every server
 * told, so that none serves what was. Lock order: the catalogue's rows first, the revision's row last.
 */
export const changeCatalogue = async (tx: Writer, change: (tx: Writer) => Promise<Changed>): Promise<void> => {
  const { productIds } = await change(tx);
  if (productIds.length > 0) await tx.all(learnWords(productIds));
  const raised = await tx.first(raiseRevision());
  await tx.all(announceRevision(raised?.revision ?? 0));
};

/** The same as a transaction of its own. */
export const changeCatalogueNow = (db: Database, change: (tx: Writer) => Promise<Changed>): Promise<void> =>
  db.transaction((tx) => changeCatalogue(tx, change));
