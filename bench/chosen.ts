/**
 * Returns whether `--only` chooses a name: one of its words begins so, or several from a word on ("list" and "cached l"
 * both choose "cached list of 20", and neither chooses "uncached product"). An empty `--only` chooses every name.
 */
export function isChosen(name: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((begin) => ` ${name}`.includes(` ${begin}`));
}
