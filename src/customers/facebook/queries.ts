import { moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

export const customerOfIdentity = (identityKey: string) => reads(row({ customer_id: whole }))`
  select customer_id from customer_identity where identity_key = ${identityKey}`;

export const addIdentity = (identityKey: string, customerId: number) => writes(nothing)`
  insert into customer_identity (identity_key, customer_id) values (${identityKey}, ${customerId})`;

/** The account with this address, kept as it is until the transaction ends. */
export const heldAccount = (emailKey: string) => writes(
  row({ customer_id: whole, password_hash: orNull(text), email_verified_at: orNull(moment) }),
)`
  select customer_id, password_hash, email_verified_at from customer
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey}) and erased_at is null
  for no key update`;

export const dropPassword = (customerId: number) => writes(nothing)`
  update customer set password_hash = null where customer_id = ${customerId}`;
