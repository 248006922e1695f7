/** A ratio that was measured in several pairs: the geometric mean, and its standard error. */
export type Ratio = { readonly mean: number; readonly error: number; readonly pairs: number };

/**
 * How many errors a mean of 2, 3, … pairs must be away from 1, so that chance alone does it once in twenty times
 * (Student's distribution); 2.2 for 12 pairs.
 */
const farByPairs = [12.7, 4.3, 3.2, 2.8, 2.6, 2.4, 2.4, 2.3, 2.3];
const farOtherwise = 2.2;

/** Returns which of two goes first in a round: ABBA, so that a drift of the machine costs both the same. */
export function orderOf<Side>(round: number, sides: readonly [Side, Side]): readonly [Side, Side] {
  return round % 2 === 0 ? sides : [sides[1], sides[0]];
}

/**
 * Averages the ratios of pairs, by their logarithms: then the ratio of the exchanged sides is exactly the inverse.
 * Returns undefined when a ratio cannot be told because one of its sides is zero. The error is unknown (NaN) for fewer
 * than two pairs.
 */
export function averageRatio(pairs: readonly (readonly [over: number, under: number])[]): Ratio | undefined {
  if (pairs.length === 0 || pairs.some(([over, under]) => !(over > 0 && under > 0))) return undefined;
  const logarithms = pairs.map(([over, under]) => Math.log(over / under));
  const mean = logarithms.reduce((sum, each) => sum + each, 0) / logarithms.length;
  const squares = logarithms.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const error = Math.sqrt(squares / (logarithms.length - 1) / logarithms.length);
  return { mean: Math.exp(mean), error: Math.exp(mean) * error, pairs: pairs.length };
}

/** Returns whether a ratio differs from 1 by more than chance explains. */
export function isDifferent({ mean, error, pairs }: Ratio): boolean {
  return Math.abs(mean - 1) > (farByPairs[pairs - 2] ?? farOtherwise) * error;
}
