/** Runs the work for each item, at most `atOnce` at a time; returns the results in the order of the items. */
export const crowd = async <Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, turn));
  return results;
};

/** 0, 1, 2 … below the count. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
