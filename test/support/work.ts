import { setTimeout as delay } from "node:timers/promises";
import type { TwoServers } from "./servers/servers.ts";

/** Scheduled jobs for payments and orders. */
const byTheClock = [
  "settle-unanswered-payments",
  "return-unwanted-payments",
  "repeat-unanswered-refunds",
  "cancel-unpaid-orders",
];

/** Ages the payment attempts without a reply, so that no request waits for them any more. */
export const age = ({ sql }: Pick<TwoServers, "sql">): Promise<unknown> =>
  sql("update payment_attempt set created_at = created_at - interval '2 minutes' where status = 'asked'");

/** Makes the servers' workers run the scheduled jobs now. */
const ask = ({ sql }: Pick<TwoServers, "sql">): Promise<unknown> =>
  sql(
    `with gone as (delete from job where task = any ($1) and last_error is not null)
    insert into job (job_id, task, payload, run_at)
    select gen_random_uuid(), task, '{}', now() from unnest($1::text[]) as task returning pg_notify('job', task)`,
    [byTheClock],
  );

/** Makes the workers run the scheduled jobs repeatedly, with payment attempts aged, until it is stopped. */
export const keepWorking = async (open: Pick<TwoServers, "sql">, stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    // Without its database, a server has no work.
    await age(open)
      .then(() => ask(open))
      .catch(() => undefined);
    await delay(250);
  }
};

/** Makes the workers run the scheduled jobs until the condition holds; returns false when time runs out. */
export const workUntil = async (
  open: Pick<TwoServers, "sql">,
  isSo: () => Promise<boolean>,
  milliseconds = 60_000,
): Promise<boolean> => {
  const giveUpAt = Date.now() + milliseconds;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) return false;
    await age(open);
    await ask(open);
    await delay(200);
  }
  return true;
};
