import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { mailedName } from "../accounts/queries.ts";

const nothing = row({});
const AddresseeRow = row({ customer_id: whole, name: text, email: text });
/** Who gets mail that was asked for with this address. */
export const addresseeOf = (emailKey: string) => reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey}) and erased_at is null`;

export const addressee = (customerId: number) => reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = ${customerId} and erased_at is null and email_verified_at is null`;

/**
 * Whose password did not come along when the account was imported, unless a token that expires within the span was
 * mailed to them: one that was drawn before they asked, and still works.
 */
export const passwordless = (emailKey: string, expiring: { from: Date; to: Date }) => reads(AddresseeRow)`
  select customer_id, ${mailedName}, email from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey})
    and imported_at is not null and password_hash is null and erased_at is null
    and not exists (
      select from mailed_token
      where mailed_token.customer_id = customer.customer_id and purpose = 'password'
        and expires_at > ${expiring.from} and expires_at <= ${expiring.to})`;

export type Purpose = "password" | "email";
export type NewMailedToken = {
  readonly customerId: number;
  readonly tokenHash: Buffer;
  readonly purpose: Purpose;
  readonly emailKey: string;
  readonly expiresAt: Date;
};

/** A token that is mailed again is good for longer. */
export const addMailedToken = (token: NewMailedToken) => writes(nothing)`
  insert into mailed_token (customer_id, token_hash, purpose, email_key, expires_at)
  values (${token.customerId}, ${token.tokenHash}, ${token.purpose}, ${token.emailKey}, ${token.expiresAt})
  on conflict (customer_id, token_hash) do update set expires_at = excluded.expires_at`;

export type GivenToken = {
  readonly customerId: number;
  readonly tokenHash: Buffer;
  readonly purpose: Purpose;
  readonly now: Date;
};

/** Spends a token: whoever comes second finds nothing. Only while the address it was mailed to is the customer's. */
export const spendMailedToken = (token: GivenToken) => writes(row({ email_key: text }))`
  delete from mailed_token
  where customer_id = ${token.customerId} and token_hash = ${token.tokenHash} and purpose = ${token.purpose}
    and expires_at > ${token.now}
    and ${token.customerId} = (select customer_id from customer_email where customer_email.email_key = mailed_token.email_key)
  returning email_key`;

/** A new password makes every other mail that offers one worthless. */
export const forgetTokensFor = (customerId: number, purpose: Purpose) => writes(nothing)`
  delete from mailed_token where customer_id = ${customerId} and purpose = ${purpose}`;

export const setPassword = (customerId: number, passwordHash: string, now: Date) => writes(
  row({ verified: orNull(text) }),
)`
  update customer set password_hash = ${passwordHash}, email_verified_at = coalesce(email_verified_at, ${now})
  where customer_id = ${customerId} and erased_at is null
  returning email_verified_at::text as verified`;

export const sweepMailedTokens = (now: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from mailed_token where (customer_id, token_hash) in (
      select customer_id, token_hash from mailed_token where expires_at <= ${now} order by expires_at limit ${limit})
    returning customer_id
  )
  select count(*) as count from gone`;
