import type { Term } from "./understand-query.ts";

/** What is looked for: products that fit at least so many of the groups. */
export type Matching = { readonly groups: readonly Group[]; readonly atLeast: number };
export type Group = Pick<Term, "query" | "categoryIds" | "valueIds">;

/** A search with what it is ranked by. */
export type SearchTerms = {
  readonly matching: Matching;
  /** Words by which what is found is ranked, each by how much it tells. */
  readonly ranked: readonly Pick<Term, "query" | "weight">[];
  /** All words that were typed at once: near together they count more. */
  readonly together: string;
  /** Where too many match to be ranked, products that are named so come first. */
  readonly named: string;
};

/** Of more words than these, those that tell most are asked for when not all are found; and as many are ranked by. */
export const mostCombined = 5;

/** So many words may be those of places and values in one statement; more are words alone. */
const mostPlaced = 4;

/** ts_rank shares a rank among all that means the same: the word that was typed makes up for it. */
const ownWeight = 2;

/** Terms of which at least so many must fit; the others rank. */
export function searchFor(required: readonly Term[], atLeast: number, others: readonly Term[]): SearchTerms {
  const queries = required.map(({ query }) => query);
  const typed = required.filter(({ isGuess }) => !isGuess).map(({ query }) => query);
  return {
    // What tells most is looked up first.
    matching: { groups: withFewPlaces(byTelling(required)), atLeast },
    ranked: rankedBy([...required, ...others]),
    together: allOf(typed.length > 0 ? typed : queries),
    named: atLeastOf(queries, atLeast),
  };
}

/** A tsquery that at least so many of these queries fulfil. */
export function atLeastOf(queries: readonly string[], atLeast: number): string {
  if (atLeast >= queries.length) return allOf(queries);
  if (atLeast === 1) return queries.join(" | ");
  return choose(queries, atLeast)
    .map((some) => `(${allOf(some)})`)
    .join(" | ");
}

export function isPlaced({ categoryIds, valueIds }: Group): boolean {
  return categoryIds.length > 0 || valueIds.length > 0;
}

function choose<Item>(list: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return list.flatMap((item, index) => choose(list.slice(index + 1), count - 1).map((rest) => [item, ...rest]));
}

function allOf(queries: readonly string[]): string {
  return queries.join(" & ");
}

function withFewPlaces(groups: readonly Group[]): Group[] {
  const placed = groups.filter(isPlaced).slice(0, mostPlaced);
  return groups.map((group) => (placed.includes(group) ? group : { ...group, categoryIds: [], valueIds: [] }));
}

function rankedBy(terms: readonly Term[]): SearchTerms["ranked"] {
  return byTelling(terms)
    .slice(0, mostCombined)
    .flatMap(({ query, own, weight }) => [
      { query, weight },
      ...(own === undefined ? [] : [{ query: own, weight: ownWeight * weight }]),
    ]);
}

function byTelling(terms: readonly Term[]): Term[] {
  return terms.toSorted((a, b) => b.weight - a.weight);
}
