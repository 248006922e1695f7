import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { mailedName } from "../accounts/accounts.queries.ts";

const nothing = row({});
const AddresseeRow = row({ customer_id: integer, name: text, email: text });

export type Purpose = "password" | "email" | "undo";
export type NewMailedToken = {
  readonly customerId: number;
  readonly tokenHash: Buffer;
  readonly purpose: Purpose;
  readonly emailKey: string;
  /** The account's email before the change, as it was written; null unless `purpose` is `undo`. */
  readonly email: string | null;
  /** Whether that email was verified. */
  readonly isProven: boolean;
  readonly expiresAt: Date;
};

export type GivenToken = {
  readonly customerId: number;
  readonly tokenHash: Buffer;
  readonly purpose: Purpose;
  readonly now: Date;
};

/** Returns the account with this email as the addressee of a mail. */
export function addresseeOf(emailKey: string) {
  return reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey} and held_until is null)
    and erased_at is null`;
}

export function addressee(customerId: number) {
  return reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = ${customerId} and erased_at is null and email_verified_at is null`;
}

/**
 * Returns the imported account that has no password, unless a token that expires within `expiring` was mailed to it:
 * one that was issued before the request and is still valid.
 */
export function passwordless(emailKey: string, expiring: { from: Date; to: Date }) {
  return reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey} and held_until is null)
    and imported_at is not null and password_hash is null and erased_at is null
    and not exists (
      select from mailed_token
      where mailed_token.customer_id = customer.customer_id and purpose = 'password'
        and expires_at > ${expiring.from} and expires_at <= ${expiring.to})`;
}

/** Stores a mailed token; one that is mailed again gets the new expiry. */
export function addMailedToken(token: NewMailedToken) {
  return writes(nothing)`
  insert into mailed_token (customer_id, token_hash, purpose, email_key, email, is_proven, expires_at)
  values (${token.customerId}, ${token.tokenHash}, ${token.purpose}, ${token.emailKey}, ${token.email}, ${token.isProven},
    ${token.expiresAt})
  on conflict (customer_id, token_hash) do update set expires_at = excluded.expires_at`;
}

/** Uses up a token; a second use returns no row. Valid only while the email it was mailed to is the customer's. */
export function consumeMailedToken(token: GivenToken) {
  return writes(row({ email_key: text }))`
  delete from mailed_token
  where customer_id = ${token.customerId} and token_hash = ${token.tokenHash} and purpose = ${token.purpose}
    and expires_at > ${token.now}
    and ${token.customerId} = (
      select customer_id from customer_email where customer_email.email_key = mailed_token.email_key and held_until is null)
  returning email_key`;
}

/** Returns the account of a token that can still be used. */
export function ownerOfToken(token: GivenToken) {
  return reads(row({ name: text, email: text, password_hash: orNull(text) }))`
  select name, customer.email, password_hash from customer join mailed_token using (customer_id)
  where customer_id = ${token.customerId} and token_hash = ${token.tokenHash} and purpose = ${token.purpose}
    and expires_at > ${token.now} and erased_at is null`;
}

/** Uses up a token that undoes a change; returns the email that the account had before it. */
export function consumeUndoToken(token: Omit<GivenToken, "purpose">) {
  return writes(row({ email: orNull(text), is_proven: boolean, expires_at: timestamp }))`
  delete from mailed_token
  where customer_id = ${token.customerId} and token_hash = ${token.tokenHash} and purpose = 'undo' and expires_at > ${token.now}
  returning email, is_proven, expires_at`;
}

/**
 * Returns the email that is held for an account which was moved to another; of several, the first whose hold ends. Its
 * spelling is that of the mail that undoes the move, or the email key before that mail is prepared.
 */
export function formerAddress(customerId: number, presentKey: string, now: Date) {
  return reads(row({ email: text }))`
  select coalesce(mailed_token.email, customer_email.email_key) as email
  from customer_email
  left join mailed_token on mailed_token.customer_id = ${customerId} and purpose = 'undo'
    and mailed_token.email_key = customer_email.email_key
  where customer_email.customer_id = ${customerId} and held_until > ${now} and customer_email.email_key <> ${presentKey}
  order by held_until limit 1`;
}

/** Voids tokens that would give an account back to another email than its present one, which was never verified. */
export function voidUnprovenUndoing(customerId: number, presentKey: string) {
  return writes(nothing)`
  delete from mailed_token where customer_id = ${customerId} and purpose = 'undo' and not is_proven and email_key <> ${presentKey}`;
}

/** Voids all mailed tokens, except those that undo a change made before the undone one. */
export function voidTokensSince(customerId: number, undone: Date) {
  return writes(nothing)`
  delete from mailed_token where customer_id = ${customerId} and (purpose <> 'undo' or expires_at >= ${undone})`;
}

export function setPassword(customerId: number, passwordHash: string, now: Date) {
  return writes(nothing)`
  update customer set password_hash = ${passwordHash}, email_verified_at = coalesce(email_verified_at, ${now})
  where customer_id = ${customerId} and erased_at is null`;
}

/** Restores an account's former email, verified by the token that was mailed there, and removes the password. */
export function putBackEmail(customerId: number, email: string, now: Date) {
  return writes(nothing)`
  update customer set email = ${email}, email_verified_at = ${now}, password_hash = null
  where customer_id = ${customerId} and erased_at is null`;
}

/** Restores an account's former, verified email. The password stays: no better claim to the account is proven. */
export function goBackTo(customerId: number, email: string, provenAt: Date) {
  return writes(nothing)`
  update customer set email = ${email}, email_verified_at = ${provenAt}
  where customer_id = ${customerId} and erased_at is null`;
}

/** Returns the name for the mail about a change; no row when the customer was erased meanwhile. */
export function changedCustomer(customerId: number) {
  return reads(row({ name: text }))`
  select ${mailedName} from customer where customer_id = ${customerId} and erased_at is null`;
}

export function sweepMailedTokens(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from mailed_token where (customer_id, token_hash) in (
      select customer_id, token_hash from mailed_token where expires_at <= ${now} order by expires_at limit ${limit})
    returning customer_id
  )
  select count(*) as count from gone`;
}
