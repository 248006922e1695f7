import { Type, type Static } from "typebox";
import { json, orNull, row, text } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const RejectRow = row({
  source_table: text,
  source_key: text,
  reason: text,
  content: json(Type.Record(Type.String(), orNull(text))),
});
export type RejectOfCustomer = Static<typeof RejectRow>;

/** What was set aside of an imported customer, after the row named: the numbers of others are not those of the older shop. */
export const rejectsOf = (
  customerId: number,
  limit: number,
  after: Pick<RejectOfCustomer, "source_table" | "source_key"> = { source_table: "", source_key: "" },
) => reads(RejectRow)`
  select source_table, source_key, reason, content from import_reject
  where (source_table, source_key) > (${after.source_table}, ${after.source_key}) and content ->> 'customer_id' = ${String(customerId)}
    and exists (select from customer where customer_id = ${customerId} and imported_at is not null)
  order by source_table, source_key limit ${limit}`;

/** With what belongs to the customer's orders, be they taken or set aside. */
export const forgetRejectsOf = (customerId: number) => writes(row({}))`
  with gone as (
    delete from import_reject
    where content ->> 'customer_id' = ${String(customerId)}
      and exists (select from customer where customer_id = ${customerId} and imported_at is not null)
    returning source_table, content ->> 'order_id' as order_id),
  own as (
    select order_id from gone where source_table = 'orders'
    union all
    select order_id::text from customer_order where customer_id = ${customerId} and imported_at is not null)
  delete from import_reject
  where source_table in ('order_detail', 'audit') and content ->> 'order_id' in (select order_id from own)`;

/** The same of everybody who was forgotten here: their rows are still in the source. */
export const forgetRejectsOfErased = () => writes(row({}))`
  with erased as (
    select customer_id from customer where imported_at is not null and erased_at is not null),
  gone as (
    delete from import_reject using erased where content ->> 'customer_id' = customer_id::text
    returning source_table, content ->> 'order_id' as order_id),
  own as (
    select order_id from gone where source_table = 'orders'
    union all
    select order_id::text from customer_order join erased using (customer_id) where imported_at is not null)
  delete from import_reject
  where source_table in ('order_detail', 'audit') and content ->> 'order_id' in (select order_id from own)`;

/** An address of mail can be guessed from its mark. */
export const forgetTaken = (customerId: number) => writes(row({}))`
  delete from import_taken where source_table = 'customer' and source_key = ${String(customerId)}`;

export const forgetTakenOfErased = () => writes(row({}))`
  delete from import_taken using customer
  where source_table = 'customer' and source_key = customer_id::text and erased_at is not null`;
