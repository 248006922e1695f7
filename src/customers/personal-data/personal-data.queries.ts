import type { Static } from "typebox";
import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const ExportedSessionRow = row({
  session_id: text,
  device: text,
  address: text,
  created_at: timestamp,
  last_used_at: timestamp,
  expires_at: timestamp,
  ended_at: orNull(timestamp),
  is_over: boolean,
});
export type ExportedSession = Static<typeof ExportedSessionRow>;

/** Returns account data that the customer's profile does not show. */
export function accountOf(customerId: number) {
  return reads(
    row({
      created_at: timestamp,
      email_verified_at: orNull(timestamp),
      imported_at: orNull(timestamp),
      has_password: boolean,
    }),
  )`
  select created_at, email_verified_at, imported_at, password_hash is not null as has_password
  from customer where customer_id = ${customerId} and erased_at is null`;
}

/**
 * Returns the customer's emails other than the present one: those that are held, and those to which an undo token was
 * mailed.
 */
export function earlierEmails(customerId: number) {
  return reads(row({ email: text, kept_until: timestamp }))`
  select distinct on (email_key) email_key as email, kept_until
  from (
    select email_key, held_until as kept_until from customer_email where customer_id = ${customerId} and held_until is not null
    union all
    select email_key, expires_at from mailed_token where customer_id = ${customerId} and purpose = 'undo'
  ) as earlier
  where not exists (
    select from customer_email as present
    where present.email_key = earlier.email_key and customer_id = ${customerId} and held_until is null)
  order by email_key, kept_until desc`;
}

/** Returns a customer's sessions after `after`, newest first, including ended ones that are not deleted yet. */
export function sessionsOf(
  customerId: number,
  limit: number,
  after: Pick<ExportedSession, "created_at" | "session_id"> = { created_at: new Date("9999-01-01"), session_id: "" },
) {
  return reads(ExportedSessionRow)`
  select session_id, device, address, created_at, last_used_at, expires_at, ended_at,
    ended_at is not null or epoch < (select session_epoch from customer where customer_id = ${customerId}) as is_over
  from session
  where customer_id = ${customerId} and (created_at, session_id) < (${after.created_at}, ${after.session_id})
  order by created_at desc, session_id desc limit ${limit}`;
}

/** Deletes a customer's sessions with devices and addresses. Their revocations are stored in other tables and stay. */
export function eraseSessions(customerId: number) {
  return writes(row({}))`
  delete from session where customer_id = ${customerId}`;
}

/** Returns the customer who has an email, or who had it while it is held for undoing a change. */
export function customerWithEmail(emailKey: string) {
  return reads(row({ customer_id: integer, is_held: boolean }))`
  select customer_id, held_until is not null as is_held from customer_email where email_key = ${emailKey}`;
}
