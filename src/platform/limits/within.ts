import type { Writer } from "../database/database.ts";
import { countings, tooOften, type Limit } from "./attempts.ts";
import { countWithin } from "./limits.queries.ts";

/**
 * Counts in the transaction that does the work: a rollback undoes the count. Exceeding a limit fails the transaction
 * with COM_29. The rows of the counts stay locked until the commit: call this last where concurrent requests share a
 * key.
 */
export function consumeWithin(tx: Writer, limits: readonly Limit[], amount = 1, message?: string): void {
  const now = new Date();
  const refusals = { attempts_are_few_check: tooOften(now, message) };
  for (const one of countings(limits, amount, now)) tx.send(countWithin(one), refusals);
}
