import { mailboxOf } from "../customers/index.ts";
import type { Database } from "../platform/database/database.ts";
import type { Task } from "../platform/jobs/task.ts";
import type { Post } from "../platform/mail/post.ts";
import { confirmationLetter } from "./confirmation/letter.ts";
import { confirmed } from "./confirmation/queries.ts";
import { sweepKeys } from "./idempotency/queries.ts";
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

/** Whoever has been forgotten meanwhile gets no mail. */
const mailConfirmation = ({ db, post, storefrontUrl }: Needs): Task<OrderKey> => ({
  async run(key, job) {
    const [mailbox, order, lines] = await Promise.all([
      mailboxOf(db, key.customerId),
      db.first(confirmed(key)),
      db.all(linesOf(key)),
    ]);
    if (!mailbox || !order) return;
    await post.send(
      confirmationLetter({ name: mailbox.name, address: mailbox.email }, { ...order, lines }, storefrontUrl),
      job,
    );
  },
});

const blankInvoices = ({ db, retention }: Needs): Task => ({
  run: (_, { signal }) => blankOldInvoices(db, retention, { signal }),
});

/** What orders leave to be done, by name. */
export const orderTasks = (needs: Needs) => ({
  [confirmationTask]: mailConfirmation(needs),
  "cancel-unpaid-orders": { run: () => cancelUnpaid(needs.db, needs.paymentMinutes) },
  "blank-old-invoices": blankInvoices(needs),
  "sweep-idempotency-keys": { run: () => needs.db.all(sweepKeys(new Date())) },
});

/** Seconds from one run to the next. */
export const orderSchedule = {
  "cancel-unpaid-orders": 60,
  "blank-old-invoices": 86_400,
  "sweep-idempotency-keys": 3600,
} as const;
