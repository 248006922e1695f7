/** What several load programs divide among themselves: units of so many items that belong together. */
export type Division = { readonly unit: number; readonly among: number; readonly connections: number };

/**
 * Returns the items of one of several load programs: a part of its own when there is at least one unit for each of its
 * connections, else all items.
 */
export function shareOf<Item>(items: readonly Item[], index: number, { unit, among, connections }: Division): Item[] {
  const units = items.length / unit;
  if (units < among * connections) return [...items];
  const begin = (of: number): number => Math.floor((of * units) / among) * unit;
  return items.slice(begin(index), begin(index + 1));
}
