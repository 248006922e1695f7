import type { DatabaseClock } from "./database-clock.ts";

/**
 * Keeps how the keys of shared replies begin: with the database, its timeline, the program and the catalogue's revision.
 * Servers that differ in one of these share nothing.
 */
export function openPlace(clock: DatabaseClock, program: string) {
  let revision: number | undefined;
  let changes = 0;
  let place: string | undefined;
  let isRenewing = false;

  const settle = async (): Promise<void> => {
    if (isRenewing) return;
    isRenewing = true;
    const begun = changes;
    await clock.renew().finally(() => (isRenewing = false));
    if (begun !== changes) return settle();
    if (revision !== undefined) place = `selvedge:reply:${clock.era()}:${program}:${revision}:`;
  };
  // Where the database does not answer, it is asked again when a reply is wanted.
  const settleSoon = (): void => void settle().catch(() => undefined);

  return {
    /** Returns the beginning of the present keys; undefined while nothing is shared. */
    now(): string | undefined {
      if (revision !== undefined && (place === undefined || clock.isOld())) settleSoon();
      return place;
    },
    /** Returns whether the present keys still begin so. */
    isStill: (beginning: string): boolean => place === beginning,
    move(next: number | undefined): void {
      changes += 1;
      place = undefined;
      revision = next;
      if (next !== undefined) settleSoon();
    },
  };
}
