/** Random numbers in a reproducible order. */
export type Dice = {
  /** A number from 0, below 1. */
  next(): number;
  /** A whole number from 0, below the limit. */
  below(limit: number): number;
  /** A whole number from the first to the last, both included. */
  between(first: number, last: number): number;
  /** One of the list. */
  pick<Item>(list: readonly Item[]): Item;
};

/** Rounds after which every bit of the seed has affected every bit of the state. */
const stirring = 12;

/**
 * Returns random numbers for each row of a kind. They depend only on the seed, the kind and the row's number, so that a
 * row can be generated again without the rows before it.
 */
export function diceFor(seed: number, kind: string): (number: number) => Dice {
  const code = codeOf(kind);
  return (number) => {
    const next = sfc32(seed, code, number);
    const below = (limit: number): number => Math.floor(next() * limit);
    return {
      next,
      below,
      between: (first, last) => first + below(last - first + 1),
      pick: (list) => list[below(list.length)] as (typeof list)[number],
    };
  };
}

/** The "small fast counting" generator with 128 bits of state, seeded with three numbers. */
function sfc32(first: number, second: number, third: number): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < stirring; round += 1) next();
  return next;
}

function codeOf(text: string): number {
  return [...text].reduce((code, sign) => (code * 31 + (sign.codePointAt(0) ?? 0)) | 0, 7);
}
