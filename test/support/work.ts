import { setTimeout as delay } from "node:timers/promises";
import type { TwoServers } from "./servers.ts";

/** What servers do about payments and orders by the clock, whatever buyers do meanwhile. */
const byTheClock = [
  "settle-unanswered-payments",
  "return-unwanted-payments",
  "repeat-unanswered-refunds",
  "cancel-unpaid-orders",
];

/** Nobody waits for the answers of attempts any more. */
export const age = ({ sql }: Pick<TwoServers, "sql">): Promise<unknown> =>
  sql("update payment_attempt set created_at = created_at - interval '2 minutes' where status = 'asked'");

/** Has the servers' workers do now what is due by the clock. */
const ask = ({ sql }: Pick<TwoServers, "sql">): Promise<unknown> =>
  sql(
    `with gone as (delete from job where task = any ($1) and last_error is not null)
    insert into job (job_id, task, payload, run_at)
    select gen_random_uuid(), task, '{}', now() from unnest($1::text[]) as task returning pg_notify('job', task)`,
    [byTheClock],
  );

/** Has the workers at it again and again, while the time runs fast for them, until it is stopped. */
export const keepWorking = async (open: Pick<TwoServers, "sql">, stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    // A database that is away has no work.
    await age(open)
      .then(() => ask(open))
      .catch(() => undefined);
    await delay(250);
  }
};

/** Has the workers at it until what they work for is so; answers whether it came to be. */
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
