import type { Reader, Writer } from "../../platform/database/database.ts";
import * as queries from "./queries.ts";

/** Every two of a group mean the same, both ways. */
const pairsOf = (groups: readonly (readonly string[])[]) =>
  groups.flatMap((group) =>
    group.flatMap((term) => group.filter((means) => means !== term).map((means) => ({ term, means }))),
  );

/** Words that mean the same in this shop, group by group, in place of all that did; within a change of the catalogue. */
export const fillSynonyms = async (tx: Writer, groups: readonly (readonly string[])[]): Promise<void> => {
  const pairs = pairsOf(groups);
  await tx.all(queries.forgetSynonyms());
  await tx.all(queries.addSynonyms({ term: pairs.map(({ term }) => term), means: pairs.map(({ means }) => means) }));
};

/** Each term with all that it means. */
export const listSynonyms = async (reader: Reader): Promise<readonly { term: string; means: readonly string[] }[]> =>
  [...Map.groupBy(await reader.all(queries.synonyms()), ({ term }) => term)].map(([term, rows]) => ({
    term,
    means: rows.map(({ means }) => means),
  }));
