import type { Writer } from "../database/database.ts";
import { countings, tooOften, type Limit } from "./attempts.ts";
import { countWithin } from "./limits.queries.ts";

/**
 * Counts what a transaction does, as part of it: what is rolled back never counted. More than a limit fails the
 * transaction with COM_29. The counts' rows are held until the commit: send it last where others share a key.
 */
export function spendWithin(tx: Writer, limits: readonly Limit[], amount = 1, message?: string): void {
  const now = new Date();
  const refusals = { attempts_are_few_check: tooOften(now, message) };
  for (const one of countings(limits, amount, now)) tx.send(countWithin(one), refusals);
}
