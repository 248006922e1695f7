import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

export function customerOfIdentity(identityKey: string) {
  return reads(row({ customer_id: integer }))`
  select customer_id from customer_identity where identity_key = ${identityKey}`;
}

export function addIdentity(identityKey: string, customerId: number, now: Date) {
  return writes(nothing)`
  insert into customer_identity (identity_key, customer_id, linked_at) values (${identityKey}, ${customerId}, ${now})`;
}

export function identitiesOf(customerId: number) {
  return reads(row({ identity_key: text, linked_at: orNull(timestamp) }))`
  select identity_key, linked_at from customer_identity where customer_id = ${customerId} order by identity_key`;
}

/** Deletes an account's identities at one provider and returns them. */
export function removeIdentities(customerId: number, provider: string) {
  return writes(row({ identity_key: text }))`
  delete from customer_identity
  where customer_id = ${customerId} and split_part(identity_key, ':', 1) = ${provider}
  returning identity_key`;
}

/** Returns whether the account still has a way to sign in. */
export function isEnterable(customerId: number) {
  return reads(row({ is_enterable: boolean }))`
  select password_hash is not null
    or exists (select from customer_identity where customer_identity.customer_id = customer.customer_id) as is_enterable
  from customer where customer_id = ${customerId}`;
}
