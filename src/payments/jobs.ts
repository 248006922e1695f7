import { sweepEvents } from "./events/queries.ts";
import { repeatRefunds, returnUnwanted, settleUnanswered } from "./settling/unanswered.ts";
import type { SettlingNeeds } from "./settling/settling.ts";

/** Stripe sends an event again for three days; a month leaves room for those that are sent again by hand. */
const eventDays = 30;

/** What payments leave to be done, by name. */
export const paymentTasks = (needs: SettlingNeeds) => ({
  "settle-unanswered-payments": { run: () => settleUnanswered(needs) },
  "return-unwanted-payments": { run: () => returnUnwanted(needs) },
  "repeat-unanswered-refunds": { run: () => repeatRefunds(needs) },
  "sweep-provider-events": { run: () => needs.db.all(sweepEvents(new Date(Date.now() - eventDays * 86_400_000))) },
});

/** Seconds from one run to the next. */
export const paymentSchedule = {
  "settle-unanswered-payments": 60,
  "return-unwanted-payments": 60,
  "repeat-unanswered-refunds": 60,
  "sweep-provider-events": 86_400,
} as const;
