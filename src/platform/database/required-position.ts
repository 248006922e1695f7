import type pg from "pg";
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
    raise(): void {
      raises += 1;
      required = Infinity;
    },
    /** Asks the primary, unless that is under way: then it is asked again if need be. */
    async ask(): Promise<boolean> {
      if (isAsking) return false;
      isAsking = true;
      try {
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
