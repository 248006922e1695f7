export type NearName = { readonly given: string; readonly meant: string };

/** Returns the given names that are probably misspelt settings: their owner believes that these are set. */
export function nearNames(given: readonly string[], known: readonly string[]): NearName[] {
  return given
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = known.find(
        (setting) => !given.includes(setting) && distance(name.toUpperCase(), setting) <= slipsIn(setting),
      );
      return meant === undefined ? [] : [{ given: name, meant }];
    });
}

/**
 * Returns the number of letters to change, add, remove or swap with their neighbour to turn one word into the other.
 */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const now = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const steps = [(last[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1)];
      if (isSwapped) steps.push((before[j - 2] ?? 0) + 1);
      now.push(Math.min(...steps));
    }
    before = last;
    last = now;
  }
  return last[other.length] ?? 0;
}

/** Returns the distance that counts as a spelling mistake. In a short name, one letter can make another word. */
function slipsIn(name: string): number {
  return name.length < 8 ? 1 : 2;
}
