/** A migration, or the record of one that was applied. */
type Numbered = {
  readonly number: number;
  /** Programs that know the migration with this number, or a later one, run on the schema; null: no older program does. */
  readonly compatibleFrom: number | null;
};

const claim = /^-- compatible from (\d{4})$/m;

/** Returns the number in a migration's line `-- compatible from 0038`; null without one. */
export function claimedCompatibility(text: string): number | null {
  const [, from] = claim.exec(text) ?? [];
  return from === undefined ? null : Number(from);
}

/** Returns the number of the newest migration; 0 for none. */
export function newestOf(migrations: readonly Pick<Numbered, "number">[]): number {
  return Math.max(0, ...migrations.map(({ number }) => number));
}

/** Returns whether a migration is later than all that a program knows, and says that the program runs on its schema. */
export function isIgnorable({ number, compatibleFrom }: Numbered, known: readonly Pick<Numbered, "number">[]): boolean {
  const newest = newestOf(known);
  return number > newest && compatibleFrom !== null && compatibleFrom <= newest;
}

/** Returns a migration under which servers that know the applied ones alone could not go on; undefined for none. */
export function incompatibleAmong<Migration extends Numbered>(
  missing: readonly Migration[],
  applied: readonly Pick<Numbered, "number">[],
): Migration | undefined {
  const newest = newestOf(applied);
  // Nobody uses an empty database yet.
  if (newest === 0) return undefined;
  return missing.find(({ compatibleFrom }) => compatibleFrom === null || compatibleFrom > newest);
}
