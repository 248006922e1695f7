import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, sql, writes } from "../../platform/database/statement.ts";
import type { Address } from "./accounts.schemas.ts";
import { customerRow } from "../customer-row.ts";

const nothing = row({});

/**
 * Column of a customer's name for a mail; empty until the email is verified. Anyone can register with any name and a
 * stranger's email: until then, no text of theirs is mailed there under the shop's name.
 */
export const mailedName = sql`case when email_verified_at is null then '' else name end as name`;

/** Columns of a customer's address. */
export const addressColumns = {
  address_1: orNull(text),
  address_2: orNull(text),
  city: orNull(text),
  region: orNull(text),
  postal_code: orNull(text),
  country: orNull(text),
};
const shown = {
  customer_id: integer,
  name: text,
  email: text,
  ...addressColumns,
  shipping_region_id: integer,
  day_phone: orNull(text),
  eve_phone: orNull(text),
  mob_phone: orNull(text),
  credit_card: orNull(text),
};
const shownColumns = sql`customer_id, name, email, address_1, address_2, city, region, postal_code, country,
    shipping_region_id, day_phone, eve_phone, mob_phone, credit_card`;
const CustomerRow = row(shown);

export type NewProfile = {
  readonly customerId: number;
  readonly name: string;
  readonly email: string;
  readonly isSameAddress: boolean;
  readonly passwordHash: string | undefined;
  readonly phones: {
    readonly day: string | null | undefined;
    readonly eve: string | null | undefined;
    readonly mob: string | null | undefined;
  };
};

export function nextCustomerNumber() {
  return writes(row({ customer_id: integer }))`
  select nextval('customer_number') as customer_id`;
}

/** Returns no row when the email is in use or held; it is not locked then, so that the next request need not wait. */
export function reserveEmail(emailKey: string, customerId: number) {
  return writes(row({ email_key: text }))`
  insert into customer_email (email_key, customer_id) values (${emailKey}, ${customerId})
  on conflict (email_key) do nothing returning email_key`;
}

/** Reserves an email whose hold has expired, or that is held for this account. */
export function reserveHeldEmail(emailKey: string, customerId: number, now: Date) {
  return writes(row({ email_key: text }))`
  update customer_email set customer_id = ${customerId}, held_until = null
  where email_key = ${emailKey} and held_until is not null and (held_until <= ${now} or customer_id = ${customerId})
  returning email_key`;
}

/** Releases an account's email for use by any account. */
export function releaseEmail(emailKey: string, customerId: number) {
  return writes(nothing)`
  delete from customer_email where email_key = ${emailKey} and customer_id = ${customerId}`;
}

/** Releases an account's email, but before `until` only the same account can reserve it again. */
export function holdEmail(emailKey: string, customerId: number, until: Date) {
  return writes(nothing)`
  update customer_email set held_until = ${until} where email_key = ${emailKey} and customer_id = ${customerId}`;
}

export function sweepHeldEmails(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from customer_email where email_key in (
      select email_key from customer_email where held_until <= ${now} order by held_until limit ${limit})
    returning email_key
  )
  select count(*) as count from gone`;
}

export function releaseEmails(customerId: number) {
  return writes(row({ email_key: text }))`
  delete from customer_email where customer_id = ${customerId} returning email_key`;
}

export function addCustomer(customer: {
  customerId: number;
  name: string;
  email: string;
  passwordHash: string | null;
  now: Date;
}) {
  return writes(CustomerRow)`
  insert into customer (customer_id, name, email, password_hash, created_at)
  values (${customer.customerId}, ${customer.name}, ${customer.email}, ${customer.passwordHash}, ${customer.now})
  returning ${shownColumns}`;
}

export function customer(customerId: number) {
  return reads(CustomerRow)`
  select ${shownColumns} from customer where customer_id = ${customerId} and erased_at is null`;
}

/** Returns the account with this email, and its password hash. */
export function credentials(emailKey: string) {
  return reads(row({ ...shown, password_hash: orNull(text) }))`
  select ${shownColumns}, password_hash from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey} and held_until is null)
    and erased_at is null`;
}

/** Locks the customer until the transaction ends if the hash is still the compared one; else returns no row. */
export function holdPasswordHash(customerId: number, passwordHash: string) {
  return writes(row({ customer_id: integer }), customerRow(customerId))`
  select customer_id from customer where customer_id = ${customerId} and password_hash = ${passwordHash} for no key update`;
}

/** Replaces the compared hash by a better one of the same password. Returns no row when the hash has changed. */
export function replacePasswordHash(customerId: number, compared: string, better: string) {
  return writes(row({ customer_id: integer }))`
  update customer set password_hash = ${better} where customer_id = ${customerId} and password_hash = ${compared}
  returning customer_id`;
}

/** Locks the customer's row and returns the email. Lock order: the first lock of any change of an account. */
export function heldCustomer(customerId: number) {
  return writes(row({ email: text, is_proven: boolean }))`
  select email, email_verified_at is not null as is_proven
  from customer where customer_id = ${customerId} and erased_at is null for no key update`;
}

/** Returns when a session began (its customer's last authentication), and the stored password hash. */
export function signIn(customerId: number, sessionId: string) {
  return reads(row({ created_at: timestamp, password_hash: orNull(text) }))`
  select session.created_at, password_hash from session join customer using (customer_id)
  where session.customer_id = ${customerId} and session_id = ${sessionId} and ended_at is null and erased_at is null`;
}

export function dropPassword(customerId: number) {
  return writes(nothing)`
  update customer set password_hash = null where customer_id = ${customerId}`;
}

/** Phones: undefined leaves the stored one, null clears it. A new email becomes unverified. */
export function changeProfile({ customerId, name, email, isSameAddress, passwordHash, phones }: NewProfile) {
  return writes(CustomerRow)`
  update customer set name = ${name}, email = ${email},
    email_verified_at = case when ${isSameAddress}::boolean then email_verified_at end,
    password_hash = coalesce(${passwordHash}::text, password_hash),
    day_phone = case when ${phones.day === undefined}::boolean then day_phone else ${phones.day}::text end,
    eve_phone = case when ${phones.eve === undefined}::boolean then eve_phone else ${phones.eve}::text end,
    mob_phone = case when ${phones.mob === undefined}::boolean then mob_phone else ${phones.mob}::text end
  where customer_id = ${customerId} and erased_at is null
  returning ${shownColumns}`;
}

/** Returns no row when the customer is erased or the region is not a current shipping region. */
export function changeAddress(customerId: number, address: Address) {
  return writes(CustomerRow, customerRow(customerId))`
  update customer set address_1 = ${address.address_1},
    address_2 = case when ${address.address_2 === undefined}::boolean then address_2 else ${address.address_2}::text end,
    city = ${address.city}, region = ${address.region}, postal_code = ${address.postal_code}, country = ${address.country},
    shipping_region_id = ${address.shipping_region_id}
  where customer_id = ${customerId} and erased_at is null
    and exists (select from shipping_region where shipping_region_id = ${address.shipping_region_id} and retired_at is null)
  returning ${shownColumns}`;
}

export function keepCard(customerId: number, maskedCard: string) {
  return writes(CustomerRow, customerRow(customerId))`
  update customer set credit_card = ${maskedCard} where customer_id = ${customerId} and erased_at is null
  returning ${shownColumns}`;
}

export function verifyEmail(customerId: number, now: Date) {
  return writes(nothing)`
  update customer set email_verified_at = ${now} where customer_id = ${customerId} and erased_at is null`;
}

/**
 * Clears address, phones and card of an account that changes owner: the person who opened it may have entered their
 * own. Those of an imported account come from the previous shop and stay.
 */
export function forgetWhereabouts(customerId: number) {
  return writes(nothing)`
  update customer set address_1 = null, address_2 = null, city = null, region = null, postal_code = null, country = null,
    shipping_region_id = default, day_phone = null, eve_phone = null, mob_phone = null, credit_card = null
  where customer_id = ${customerId} and imported_at is null`;
}

/** Erases the personal data, as the law requires; the row stays for the orders that reference it. */
export function erasePerson(customerId: number, now: Date) {
  return writes(row({ customer_id: integer }))`
  update customer set name = 'Erased', email = ${`erased-${customerId}@invalid`}, password_hash = null, credit_card = null,
    address_1 = null, address_2 = null, city = null, region = null, postal_code = null, country = null,
    day_phone = null, eve_phone = null, mob_phone = null, email_verified_at = null, erased_at = ${now}
  where customer_id = ${customerId} and erased_at is null
  returning customer_id`;
}

export function forgetIdentities(customerId: number) {
  return writes(nothing)`
  delete from customer_identity where customer_id = ${customerId}`;
}

export function forgetMailedTokens(customerId: number) {
  return writes(nothing)`
  delete from mailed_token where customer_id = ${customerId}`;
}

/**
 * Voids mailed tokens, except those that undo a change: they were mailed to the previous owner, and a thief of the
 * account could otherwise void them with a new password.
 */
export function voidMailedTokens(customerId: number) {
  return writes(nothing)`
  delete from mailed_token where customer_id = ${customerId} and purpose <> 'undo'`;
}
