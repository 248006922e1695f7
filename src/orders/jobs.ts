import { mailboxOf } from "../customers/index.ts";
import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { mailing } from "../platform/mail/jobs.ts";
import type { Address, Letter } from "../platform/mail/letter.ts";
import type { Post, Sending } from "../platform/mail/post.ts";
import { confirmationLetter, type Bought } from "./confirmation/letter.ts";
import { confirmed } from "./confirmation/queries.ts";
import { newsLetter } from "./letters/letters.ts";
import { newsTask, type NewsPayload } from "./letters/news.ts";
import { confirmationTask } from "./paying/paying.ts";
import { blankOldInvoices } from "./leaving/blanking.ts";
import type { Retention } from "./leaving/retention.ts";
import { linesOf } from "./reading/queries.ts";
import type { OrderKey } from "./states/queries.ts";
import { cancelUnpaid } from "./unpaid/unpaid.ts";

type Needs = {
  readonly db: Database;
  readonly post: Post;
  readonly paymentMinutes: number;
  readonly storefrontUrl: string;
  readonly retention: Retention;
};

/** Seconds from one run to the next. */
export const orderSchedule = {
  "cancel-unpaid-orders": 60,
  "blank-old-invoices": 86_400,
} as const;

/** What orders leave to be done, by name. */
export function orderTasks(needs: Needs) {
  return {
    [confirmationTask]: mailing<OrderKey>((key, job) =>
      mailAbout(needs, key, (to, bought) => confirmationLetter(to, bought, needs.storefrontUrl), job),
    ),
    [newsTask]: mailing<NewsPayload>(({ news, ...key }, job) =>
      mailAbout(needs, key, (to, bought) => newsLetter(to, bought, news), job),
    ),
    "cancel-unpaid-orders": {
      async run(_payload, job) {
        await cancelUnpaid(needs.db, needs.paymentMinutes, new Date(), job);
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
    "blank-old-invoices": {
      async run(_payload, job) {
        await blankOldInvoices(needs.db, needs.retention, job);
        return doneUnlessEnded(job);
      },
    } satisfies Task,
  };
}

/** Posts a letter about an order; whoever has been erased meanwhile gets none. */
async function mailAbout(
  { db, post }: Needs,
  key: OrderKey,
  write: (to: Address, bought: Bought) => Letter,
  job: Sending,
): Promise<void> {
  const [mailbox, order, lines] = await Promise.all([
    mailboxOf(db, key.customerId),
    db.first(confirmed(key)),
    db.all(linesOf(key)),
  ]);
  if (mailbox && order)
    await post.send(
      write({ name: mailbox.name, address: mailbox.email, customerId: key.customerId }, { ...order, lines }),
      job,
    );
}
