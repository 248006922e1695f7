import type { Reader, Writer } from "../../platform/database/database.ts";
import * as queries from "./search.queries.ts";

/**
 * Words that mean the same; or wider words, such as "bird", that also find the narrower ones but are not found by them.
 */
export type Synonyms = readonly string[] | { readonly wider: readonly string[]; readonly narrower: readonly string[] };

/** Replaces all synonyms of the shop by these groups. Must run within a catalogue change. */
export async function fillSynonyms(tx: Writer, groups: readonly Synonyms[]): Promise<void> {
  const pairs = pairsOf(groups);
  await tx.all(queries.forgetSynonyms());
  await tx.all(queries.addSynonyms({ term: pairs.map(({ term }) => term), means: pairs.map(({ means }) => means) }));
}

/** Returns each term with its synonyms. */
export async function listSynonyms(reader: Reader): Promise<readonly { term: string; means: readonly string[] }[]> {
  return [...Map.groupBy(await reader.all(queries.synonyms()), ({ term }) => term)].map(([term, rows]) => ({
    term,
    means: rows.map(({ means }) => means),
  }));
}

function pairsOf(groups: readonly Synonyms[]) {
  return groups.flatMap((group) =>
    isAlike(group) ? crossed(group, group) : crossed(group.wider, [...group.wider, ...group.narrower]),
  );
}

function isAlike(synonyms: Synonyms): synonyms is readonly string[] {
  return Array.isArray(synonyms);
}

function crossed(terms: readonly string[], meanings: readonly string[]) {
  return terms.flatMap((term) => meanings.filter((means) => means !== term).map((means) => ({ term, means })));
}
