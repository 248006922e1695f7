import { inBatches, unhurried } from "../platform/jobs/sweep.ts";
import type { Sweeping } from "../platform/jobs/task.ts";
import { forgetOldAskers } from "./charge/recent-payers.ts";
import { sweepEvents } from "./provider-events.queries.ts";
import { repeatRefunds, returnUnwanted, settleUnanswered } from "./settle-unanswered.ts";
import type { SettlingDependencies } from "./settlement.ts";

/**
 * Retention time of webhook events. Stripe retries an event for three days; a month also covers events resent by hand.
 */
const eventDays = 30;

const eventBatch = 5000;

/**
 * Time limit of a run. A request to a provider that does not respond takes 20 s; a run that some rows delay still
 * reaches the others.
 */
const minutesOfQuestions = 5;

/** Seconds from one run to the next. */
export const paymentSchedule = {
  "settle-unanswered-payments": 60,
  "return-unwanted-payments": 60,
  "repeat-unanswered-refunds": 60,
  "sweep-provider-events": 86_400,
} as const;

/** Background jobs of payments, by task name. */
export function paymentTasks(dependencies: SettlingDependencies) {
  return {
    "settle-unanswered-payments": sweep((sweeping) => settleUnanswered(dependencies, sweeping)),
    "return-unwanted-payments": sweep((sweeping) => returnUnwanted(dependencies, sweeping)),
    "repeat-unanswered-refunds": sweep((sweeping) => repeatRefunds(dependencies, sweeping)),
    "sweep-provider-events": {
      /** Deletes old webhook events and the hashes that identify guests. */
      async run(_payload: unknown, job: Sweeping) {
        const before = new Date(Date.now() - eventDays * 86_400_000);
        const events = await inBatches(
          job,
          async () => (await dependencies.db.first(sweepEvents(before, eventBatch)))?.count === eventBatch,
        );
        return events ?? forgetOldAskers(dependencies.db, job);
      },
    },
  };
}

/**
 * Makes a task of a sweep. Rows that a run leaves are tried again within a minute; a run by hand works through all of
 * them.
 */
function sweep(work: (sweeping: Sweeping) => Promise<number>) {
  return {
    run: (_payload?: unknown, job: Sweeping = unhurried) => work(job),
    atOnce: 1,
    limitSeconds: minutesOfQuestions * 60,
  };
}
