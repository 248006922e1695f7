import type { Writer } from "../../platform/database/database.ts";
import { enqueue, forgetJobsOf, forgetJobsWithout } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../../platform/jobs/subject.ts";

/** How long the mail about a change can undo it. */
export const undoableHours = 72;
export const undoableMilliseconds = undoableHours * 3_600_000;

/** Change of an account that its owner is notified of, in case someone else made it. */
export type Change = "email" | "password" | "identity";

/** Payload of the job that mails a change; `email` is the account's email before the change. */
export type ToldChange = {
  readonly customerId: number;
  readonly email: string;
  readonly changes: readonly Change[];
  /** Whether that email was verified. */
  readonly isProven: boolean;
  /** The account's new email, masked so that only a person who knows it recognizes it. */
  readonly movedTo?: string;
};

const task = "mail-account-change";

/** Queues a mail to the email that the account had before, within the transaction of the change. */
export function notifyOfChange(
  tx: Writer,
  { id: customerId, email, isProven }: { readonly id: number; readonly email: string; readonly isProven: boolean },
  changes: readonly Change[],
  movedTo?: string,
): void {
  const payload: ToldChange = {
    customerId,
    email,
    changes,
    isProven,
    ...(movedTo === undefined ? {} : { movedTo: maskedEmail(movedTo) }),
  };
  tx.send(enqueue(task, payload, { subject: aboutCustomer(customerId) }));
}

/**
 * Deletes queued mails about changes made since `since`, as they would carry tokens. A mail about an earlier change is
 * still sent: its recipient had the account before.
 */
export function forgetToldChanges(tx: Writer, customerId: number, since: Date): void {
  return tx.send(forgetJobsOf(task, aboutCustomer(customerId), since));
}

/** Deletes queued mails to emails that had not been verified: they get nothing back from a verified one. */
export function forgetUnprovenChanges(tx: Writer, customerId: number): void {
  const isProven: keyof ToldChange = "isProven";
  return tx.send(forgetJobsWithout(task, aboutCustomer(customerId), isProven));
}

/** `j•••@e•••`: the domain may be a text of a stranger's choice. */
function maskedEmail(email: string): string {
  const [name, domain] = [email, email.slice(email.lastIndexOf("@") + 1)].map((part) => [...part][0] ?? "");
  return `${name}•••@${domain}•••`;
}
