import type { Term } from "./understand-query.ts";

/** A search condition: products that match at least `atLeast` of the groups. */
export type Matching = { readonly groups: readonly Group[]; readonly atLeast: number };
export type Group = Pick<Term, "query" | "categoryIds" | "valueIds">;

/** A search condition, and what its results are ranked by. */
export type SearchTerms = {
  readonly matching: Matching;
  /** Terms by which results are ranked, with their weights. */
  readonly ranked: readonly Pick<Term, "query" | "weight">[];
  /** Tsquery of all typed words: products in which they are close together rank higher. */
  readonly together: string;
  /** Tsquery for names: when too many products match to be ranked, those whose names match it come first. */
  readonly named: string;
};

/** Maximum number of terms to rank by, and to require when not all match; of more, those with the highest weight. */
export const mostCombined = 5;

/**
 * Maximum number of terms in one statement that also match by categories and attribute values; further ones match by
 * words alone.
 */
const mostPlaced = 4;

/** Weight of the typed word itself: compensates for ts_rank, which divides a rank among all synonyms. */
const ownWeight = 2;

/** Returns a search in which at least `atLeast` of the required terms must match; the other terms only rank. */
export function searchFor(required: readonly Term[], atLeast: number, others: readonly Term[]): SearchTerms {
  const queries = required.map(({ query }) => query);
  const typed = required.filter(({ isGuess }) => !isGuess).map(({ query }) => query);
  return {
    // The most specific term is looked up first.
    matching: { groups: withFewPlaces(byTelling(required)), atLeast },
    ranked: rankedBy([...required, ...others]),
    together: allOf(typed.length > 0 ? typed : queries),
    named: atLeastOf(queries, atLeast),
  };
}

/** Returns a tsquery that matches when at least `atLeast` of these queries match. */
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
