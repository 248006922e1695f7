import { joined, sql, type Fragment } from "../../platform/database/statement.ts";
import { atLeastOf, isPlaced, type Group, type Matching } from "../search/match.ts";

/**
 * How a condition is evaluated: for each product that is already read; freely, so that the planner may start with the
 * products that fulfil it; or for a large selection that is read in order until the page is full.
 */
export type Asking = "of each" | "freely" | "in order";

/** Returns the conditions that a product must fulfil to match a search. */
export function matches(matching: Matching, asking: Asking): Fragment[] {
  const { groups } = matching;
  const atLeast = Math.min(matching.atLeast, groups.length);
  if (!groups.some(isPlaced))
    return [
      holds(
        atLeastOf(
          groups.map(({ query }) => query),
          atLeast,
        ),
        asking,
      ),
    ];
  if (asking !== "freely") return [enough(groups, atLeast)];
  const { condition, rest } = begin({ groups, atLeast });
  return rest.length === 0 ? [condition] : [condition, enough(rest, Math.min(atLeast, rest.length))];
}

/**
 * Returns the condition that the planner starts with, and the groups that remain to be checked. It starts with the
 * words of the groups without categories and values; if there are none, with the members of one group; or with those of
 * all groups if not all must match.
 */
function begin({ groups, atLeast }: Matching): { condition: Fragment; rest: readonly Group[] } {
  const isAll = atLeast >= groups.length;
  const words = groups.filter((group) => !isPlaced(group)).map(({ query }) => query);
  if (isAll && words.length > 0)
    return { condition: holds(atLeastOf(words, words.length), "freely"), rest: groups.filter(isPlaced) };
  const asked = isAll ? groups.slice(0, 1) : groups;
  const condition = sql`product_id = any(array(${joined(asked.map(members), " union ")}))`;
  return { condition, rest: isAll ? groups.slice(1) : atLeast === 1 ? [] : groups };
}

/**
 * Selects the numbers of all products that match a group: by the index of words, and by their links to categories and
 * values.
 */
function members({ query, categoryIds, valueIds }: Group): Fragment {
  return joined(
    [
      sql`select product_id from product where ${holds(query, "freely")}`,
      ...(categoryIds.length > 0
        ? [sql`select product_id from product_category where category_id = any(${categoryIds}::bigint[])`]
        : []),
      ...(valueIds.length > 0
        ? [sql`select product_id from product_attribute where attribute_value_id = any(${valueIds}::bigint[])`]
        : []),
    ],
    " union ",
  );
}

function enough(groups: readonly Group[], atLeast: number): Fragment {
  return atLeast >= groups.length
    ? joined(groups.map(fits), " and ")
    : sql`(${joined(
        groups.map((group) => sql`${fits(group)}::integer`),
        " + ",
      )}) >= ${atLeast}::integer`;
}

function fits({ query, categoryIds, valueIds }: Group): Fragment {
  const ways = [
    holds(query, "of each"),
    ...(categoryIds.length > 0 ? [inCategories(categoryIds)] : []),
    ...(valueIds.length > 0 ? [withValues(valueIds)] : []),
  ];
  return sql`(${joined(ways, " or ")})`;
}

function holds(words: string, asking: Asking) {
  return asking === "of each"
    ? // As a subquery the words are parsed once, not for each product.
      sql`search @@ (select ${words}::tsquery)`
    : sql`search @@ ${words}::tsquery`;
}

// A product's few links are read and looked up in a hash: an index search for each of the ids would take longer.
function inCategories(ids: readonly number[]) {
  return sql`exists (select from product_category
  where product_id = product.product_id and (category_id = any(${ids}::bigint[])) is true offset 0)`;
}

function withValues(ids: readonly number[]) {
  return sql`exists (select from product_attribute
  where product_id = product.product_id and (attribute_value_id = any(${ids}::bigint[])) is true offset 0)`;
}
