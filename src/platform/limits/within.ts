import type { Writer } from "../database/database.ts";
import { refusal } from "../refusal.ts";
import { bucketOf, type Limit } from "./attempts.ts";
import { countWithin } from "./queries.ts";

/**
 * Counts what a transaction does, as part of it: what is rolled back never counted. More than the limit fails the
 * transaction with COM_29. The count's row is held until the commit: send it last where others share the key.
 */
export const spendWithin = (tx: Writer, limit: Limit, amount = 1, message?: string): void => {
  const now = new Date();
  const resetsAt = new Date(now.getTime() + limit.seconds * 1000);
  tx.send(countWithin({ bucket: bucketOf(limit), amount, most: limit.limit, now, resetsAt }), {
    attempts_are_few_check: (detail) => {
      const left = new Date(JSON.parse(detail) as string).getTime() - now.getTime();
      const retryAfterSeconds = Math.max(1, Math.ceil(left / 1000));
      return refusal("COM_29", "", message === undefined ? { retryAfterSeconds } : { message, retryAfterSeconds });
    },
  });
};
