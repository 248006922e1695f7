import type { Writer } from "../../platform/database/database.ts";
import { enqueue, forgetJobsOf } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../../platform/jobs/subject.ts";

/** How long the letter about a change undoes it. */
export const undoableHours = 72;
export const undoableMilliseconds = undoableHours * 3_600_000;

/** What the owner of an account is told of, in case it was somebody else. */
export type Change = "email" | "password" | "identity";

/** What the letter about a change is made of; `email` is the address that the account had before. */
export type ToldChange = {
  readonly customerId: number;
  readonly email: string;
  readonly changes: readonly Change[];
  /** The address that it has now, as far as who knows it recognizes it. */
  readonly movedTo?: string;
};

const task = "mail-account-change";

/** Tells the address that the account had before, within the transaction of the change. */
export function tellOfChange(
  tx: Writer,
  { id: customerId, email }: { readonly id: number; readonly email: string },
  changes: readonly Change[],
  movedTo?: string,
): void {
  const payload: ToldChange = {
    customerId,
    email,
    changes,
    ...(movedTo === undefined ? {} : { movedTo: maskedEmail(movedTo) }),
  };
  tx.send(enqueue(task, payload, { subject: aboutCustomer(customerId) }));
}

/**
 * Letters about a change and what came after it that were not posted yet would carry tokens. One about an earlier change
 * goes to who had the account before, and is posted still.
 */
export function forgetToldChanges(tx: Writer, customerId: number, since: Date): void {
  return tx.send(forgetJobsOf(task, aboutCustomer(customerId), since));
}

/** `j•••@example.com` */
function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${[...email].slice(0, 1).join("")}•••${email.slice(at)}`;
}
