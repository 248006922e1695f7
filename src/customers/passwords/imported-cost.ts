import type { Database } from "../../platform/database/database.ts";
import * as queries from "./imported-cost.queries.ts";

const keptMilliseconds = 60_000;
/** Maximum bcrypt cost that an import accepts. */
const mostCost = 14;

/** Returns the highest bcrypt cost of imported hashes, 0 if there are none. `seen`: cost of a hash just read. */
export type ImportedCost = (seen: number) => Promise<number>;

/** Caches the highest cost for a minute: an import adds such hashes, and each sign-in replaces one. */
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
