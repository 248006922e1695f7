import type pg from "pg";
import { askIdentity } from "./identity.ts";
import { type PositionLog, primaryPosition } from "./position.ts";

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/**
 * Keeps the position that replicas must have replayed: the primary's, as it said after the last `raise`. Infinity until
 * it has said that.
 */
export function openRequirement(primary: Run, positions: PositionLog) {
  let required = Infinity;
  let raises = 0;
  let isAsking = false;
  let identity: string | undefined;
  let isIdentified = false;

  /** Returns whether this fulfilled the last `raise`. */
  const askOnce = async (): Promise<boolean> => {
    const asked = raises;
    const position = await askPosition(primary, positions);
    if (asked !== raises) return askOnce();
    if (Number.isFinite(required)) return false;
    required = position;
    return true;
  };

  return {
    position: () => required,
    /** Identifies the primary's database; undefined until it has said that, and where it may not be asked. */
    identity: () => identity,
    raise(): void {
      raises += 1;
      required = Infinity;
    },
    /** Asks the primary, unless that is under way: then it is asked again if need be. */
    async ask(): Promise<boolean> {
      if (isAsking) return false;
      isAsking = true;
      try {
        // Before any position: none of another database is ever enough.
        if (!isIdentified) identity = await askIdentity(primary);
        isIdentified = true;
        return await askOnce();
      } finally {
        isAsking = false;
      }
    },
  };
}

/** Asks the primary for its position, and records it. */
async function askPosition(primary: Run, positions: PositionLog): Promise<number> {
  const moment = performance.now();
  const { rows } = await primary(primaryPosition);
  const { position } = rows[0] as { readonly position: number };
  positions.add(moment, position);
  return position;
}
