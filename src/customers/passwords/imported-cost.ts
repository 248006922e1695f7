import type { Database } from "../../platform/database/database.ts";
import * as queries from "./imported-cost.queries.ts";

const keptMilliseconds = 60_000;
/** An import takes none that is more costly. */
const mostCost = 14;

/** Answers how costly imported hashes are, at most; 0 when there are none. It is told of one that was just seen. */
export type ImportedCost = (seen: number) => Promise<number>;

/** Asks once a minute: an import brings such hashes, and every sign-in replaces one. */
export function keepImportedCost(db: Database): ImportedCost {
  let asked: Promise<number> | undefined;
  let askedAt = 0;
  let highestSeen = 0;

  const ask = async (): Promise<number> => {
    const found = await db.first(queries.importedCost());
    const cost = Number(found?.cost ?? 0);
    return Number.isInteger(cost) ? cost : 0;
  };

  return async (seen) => {
    if (!asked || Date.now() - askedAt > keptMilliseconds) {
      asked = ask();
      askedAt = Date.now();
      highestSeen = 0;
      asked.catch(() => (asked = undefined));
    }
    highestSeen = Math.max(highestSeen, seen);
    return Math.min(mostCost, Math.max(await asked, highestSeen));
  };
}
