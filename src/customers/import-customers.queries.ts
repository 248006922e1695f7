import type { Static, TObject } from "typebox";
import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { addressColumns } from "./accounts/accounts.queries.ts";

const namedAddress = { name: text, ...addressColumns };

/** Name and address of an imported customer. */
export type ImportedAddress = Readonly<Static<TObject<typeof namedAddress>>>;
export type ImportedCustomer = ImportedAddress & {
  readonly id: number;
  readonly email: string;
  /** Null if the imported row has no usable password hash. */
  readonly password_hash: string | null;
  /** Masked. */
  readonly credit_card: string | null;
  readonly shipping_region_id: number;
  readonly day_phone: string | null;
  readonly eve_phone: string | null;
  readonly mob_phone: string | null;
};
type Keyed = ImportedCustomer & { readonly n: number; readonly email_key: string };

/**
 * Inserts customers with their IDs. A customer counts as already imported when ID and email match, or when the account
 * has been erased here: it stays erased. An email of another customer makes a row a duplicate.
 */
export function importCustomers(rows: readonly Keyed[], now: Date) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, email_key text, name text,
      email text, password_hash text, credit_card text, address_1 text, address_2 text, city text, region text,
      postal_code text, country text, shipping_region_id bigint, day_phone text, eve_phone text, mob_phone text)),
  free as (
    select given.* from given where not exists (select from customer where customer_id = id)),
  held as (
    insert into customer_email (email_key, customer_id)
    select email_key, id from free order by id on conflict do nothing returning email_key, customer_id),
  added as (
    insert into customer (customer_id, name, email, password_hash, credit_card, address_1, address_2, city, region, postal_code,
      country, shipping_region_id, day_phone, eve_phone, mob_phone, created_at, imported_at)
    select id, name, email, password_hash, credit_card, address_1, address_2, city, region, postal_code,
      country, shipping_region_id, day_phone, eve_phone, mob_phone, ${now}, ${now}
    from free join held on held.customer_id = id
    returning customer_id)
  select n, case
      when added.customer_id is not null then 'inserted' when known.customer_id is null then 'duplicate'
      when known.erased_at is not null or owner.customer_id = id then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.customer_id = id
  left join customer as known on known.customer_id = id
  left join customer_email as owner on owner.email_key = given.email_key and owner.customer_id = id`;
}

/** Returns the current name and address of these customers, and whether each is erased. */
export function buyersNow(customerIds: readonly number[]) {
  return reads(row({ customer_id: integer, is_erased: boolean, ...namedAddress, shipping_region_id: integer }))`
  select customer_id, erased_at is not null as is_erased, name, address_1, address_2, city, region, postal_code, country, shipping_region_id
  from customer where customer_id = any (${customerIds}::bigint[])`;
}

/** Returns which of these customers were imported. */
export function importedAmong(customerIds: readonly number[]) {
  return reads(row({ customer_id: integer }))`
  select customer_id from customer where customer_id = any (${customerIds}::bigint[]) and imported_at is not null`;
}

/** Returns imported customers who have been erased since, in the order of their numbers, after the given one. */
export function erasedImports(limit: number, after = 0) {
  return reads(row({ customer_id: integer }))`
  select customer_id from customer
  where imported_at is not null and erased_at is not null and customer_id > ${after}
  order by customer_id limit ${limit}`;
}

/** Advances the ID sequence past all existing IDs and past `used`; never moves it backwards. */
export function continueNumbering(used: number) {
  return writes(row({ number: integer }))`
  select setval('customer_number', greatest(max(customer_id), ${used}::bigint)) as number
  from customer having greatest(max(customer_id), ${used}::bigint) >= (select last_value from customer_number)`;
}

/** Returns whether any customer exists. */
export function anyCustomer() {
  return reads(row({ is_there: boolean }))`
  select exists (select from customer) as is_there`;
}
