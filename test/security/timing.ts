/** Returns how well times alone tell two kinds of samples apart: 0.5 not at all, 0 or 1 always (Mann–Whitney). */
export const separation = (ones: readonly number[], others: readonly number[]): number => {
  let wins = 0;
  for (const one of ones) for (const other of others) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (ones.length * others.length);
};

/** Returns the deviation of `separation` between samples of the same kind, by chance alone. */
export const chance = (ones: number, others: number): number => Math.sqrt((ones + others + 1) / (12 * ones * others));
