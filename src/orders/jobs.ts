import { mailboxOf } from "../customers/index.ts";
import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { mailing } from "../platform/mail/mail.jobs.ts";
import type { Address, Letter } from "../platform/mail/letter.ts";
import type { Post, Sending } from "../platform/mail/post.ts";
import { confirmationLetter, withoutTexts, type Bought } from "./letters/confirmation.letter.ts";
import { confirmed } from "./letters/confirmation.queries.ts";
import { newsLetter } from "./letters/news.letter.ts";
import { newsTask, type NewsPayload } from "./letters/send-news.ts";
import { confirmationTask } from "./payment.ts";
import { blankOldInvoices } from "./personal-data/blank-invoices.ts";
import type { Retention } from "./personal-data/retention.ts";
import { linesOf } from "./read-orders.queries.ts";
import type { OrderKey } from "./order-key.ts";
import { cancelUnpaid } from "./states/cancel-unpaid.ts";

type Dependencies = {
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

/** Background tasks of orders, by name. */
export function orderTasks(dependencies: Dependencies) {
  return {
    [confirmationTask]: mailing<OrderKey>((key, job) =>
      mailAbout(dependencies, key, (to, bought) => confirmationLetter(to, bought, dependencies.storefrontUrl), job),
    ),
    [newsTask]: mailing<NewsPayload>(({ news, ...key }, job) =>
      mailAbout(dependencies, key, (to, bought) => newsLetter(to, bought, news), job),
    ),
    "cancel-unpaid-orders": {
      async run(_payload, job) {
        await cancelUnpaid(dependencies.db, dependencies.paymentMinutes, new Date(), job);
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
    "blank-old-invoices": {
      async run(_payload, job) {
        await blankOldInvoices(dependencies.db, dependencies.retention, job);
        return doneUnlessEnded(job);
      },
    } satisfies Task,
  };
}

/** Mails a letter about an order; sends none to a customer who has been erased meanwhile. */
async function mailAbout(
  { db, post }: Dependencies,
  key: OrderKey,
  write: (to: Address, bought: Bought) => Letter,
  job: Sending,
): Promise<void> {
  const [mailbox, order, lines] = await Promise.all([
    mailboxOf(db, key.customerId),
    db.first(confirmed(key)),
    db.all(linesOf(key)),
  ]);
  if (!mailbox || !order) return;
  const bought = mailbox.is_proven ? { ...order, lines } : withoutTexts({ ...order, lines });
  await post.send(write({ name: mailbox.name, address: mailbox.email, customerId: key.customerId }, bought), job);
}
