/**
 * Random numbers that the same seed repeats, so that a failed run can be repeated. Marsaglia's xorshift over 32 bits.
 */
export const seededRandom = (seed: number) => {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    /** A whole number from 0, below the limit. */
    below: (limit: number): number => Math.floor(next() * limit),
    /** One of the list. */
    pick: <Item>(list: readonly Item[]): Item => list[Math.floor(next() * list.length)] as Item,
  };
};
