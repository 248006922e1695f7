import type { Static } from "typebox";
import { timestamp, row, text, integer } from "../database/columns.ts";
import { reads, writes } from "../database/statement.ts";

export type SentMail = {
  readonly mailId: string;
  readonly customerId: number;
  readonly subject: string;
  readonly now: Date;
};

const SentMailRow = row({ mail_id: text, subject: text, sent_at: timestamp });
export type SentMailRow = Static<typeof SentMailRow>;

/**
 * Records that a mail is sent: deletes its job, whichever run sent the mail, and adds the mail to the customer's export
 * of personal data.
 */
export function recordMail(mail: SentMail) {
  return writes(row({}))`
  with done as (
    delete from job where job_id = ${mail.mailId})
  insert into sent_mail (customer_id, mail_id, subject, sent_at)
  values (${mail.customerId}, ${mail.mailId}, ${mail.subject}, ${mail.now})
  on conflict (customer_id, mail_id) do nothing`;
}

/** Selects the mails that a customer was sent, newest first, starting after the given one. */
export function mailsOf(
  customerId: number,
  limit: number,
  after: Pick<SentMailRow, "sent_at" | "mail_id"> = {
    sent_at: new Date("9999-01-01"),
    mail_id: "ffffffff-ffff-ffff-ffff-ffffffffffff",
  },
) {
  return reads(SentMailRow)`
  select mail_id, subject, sent_at from sent_mail
  where customer_id = ${customerId} and (sent_at, mail_id) < (${after.sent_at}, ${after.mail_id}::uuid)
  order by sent_at desc, mail_id desc limit ${limit}`;
}

export function eraseMailsOf(customerId: number) {
  return writes(row({ mail_id: text }))`
  delete from sent_mail where customer_id = ${customerId} returning mail_id`;
}

export function sweepSentMails(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from sent_mail where (customer_id, mail_id) in (
      select customer_id, mail_id from sent_mail where sent_at < ${before} order by sent_at limit ${limit})
    returning mail_id
  )
  select count(*) as count from gone`;
}
