import type { Database } from "../platform/database/database.ts";
import { mailsOf, type SentMailRow } from "../platform/mail/mail.queries.ts";
import type { OrderKey } from "./order-key.ts";

/** Mails of the customer that are searched for those about the order, newest first. */
const mostMails = 1000;

/**
 * Returns the mails about an order that the mail server has accepted in the last 30 days, newest first, by the subject
 * that they had.
 */
export async function mailsAbout(db: Database, { customerId, orderId }: OrderKey): Promise<SentMailRow[]> {
  const about = new RegExp(String.raw`\border ${orderId}\b`);
  return (await db.all(mailsOf(customerId, mostMails))).filter(({ subject }) => about.test(subject));
}
