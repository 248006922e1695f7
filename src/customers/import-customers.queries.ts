import type { Static, TObject } from "typebox";
import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/fate.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { addressColumns } from "./accounts/accounts.queries.ts";

const namedAddress = { name: text, ...addressColumns };

/** Who buys, and where to. */
export type ImportedAddress = Readonly<Static<TObject<typeof namedAddress>>>;
export type ImportedCustomer = ImportedAddress & {
  readonly id: number;
  readonly email: string;
  /** Null where no hash came along that a password can be compared with. */
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
 * A customer is known by number and address of mail; whoever was forgotten here stays forgotten. An address that
 * somebody else has makes a twin.
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
      when added.customer_id is not null then 'added' when known.customer_id is null then 'twin'
      when known.erased_at is not null or owner.customer_id = id then 'there' else 'taken' end as fate
  from given
  left join added on added.customer_id = id
  left join customer as known on known.customer_id = id
  left join customer_email as owner on owner.email_key = given.email_key and owner.customer_id = id`;
}

/** Who these customers are now; whoever was forgotten among them. */
export function buyersNow(customerIds: readonly number[]) {
  return reads(row({ customer_id: integer, is_erased: boolean, ...namedAddress, shipping_region_id: integer }))`
  select customer_id, erased_at is not null as is_erased, name, address_1, address_2, city, region, postal_code, country, shipping_region_id
  from customer where customer_id = any (${customerIds}::bigint[])`;
}

/** Numbers given out from now on follow those that are here, and those that were used elsewhere; none runs backwards. */
export function continueNumbering(used: number) {
  return writes(row({ number: integer }))`
  select setval('customer_number', greatest(max(customer_id), ${used}::bigint)) as number
  from customer having greatest(max(customer_id), ${used}::bigint) >= (select last_value from customer_number)`;
}
