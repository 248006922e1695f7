import { Type } from "typebox";
import { json, orNull, row, text } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

/** What was set aside of an imported customer: the numbers of others are not those of the older shop. */
export const rejectsOf = (customerId: number) => reads(
  row({ source_table: text, reason: text, content: json(Type.Record(Type.String(), orNull(text))) }),
)`
  select source_table, reason, content from import_reject
  where content ->> 'customer_id' = ${String(customerId)}
    and exists (select from customer where customer_id = ${customerId} and imported_at is not null)
  order by source_table, source_key`;

/** With what belongs to an order that was set aside. */
export const forgetRejectsOf = (customerId: number) => writes(row({}))`
  with gone as (
    delete from import_reject
    where content ->> 'customer_id' = ${String(customerId)}
      and exists (select from customer where customer_id = ${customerId} and imported_at is not null)
    returning source_table, content ->> 'order_id' as order_id)
  delete from import_reject
  where source_table in ('order_detail', 'audit')
    and content ->> 'order_id' in (select order_id from gone where source_table = 'orders')`;

/** The same of everybody who was forgotten here: their rows are still in the source. */
export const forgetRejectsOfErased = () => writes(row({}))`
  with gone as (
    delete from import_reject using customer
    where content ->> 'customer_id' = customer_id::text and imported_at is not null and erased_at is not null
    returning source_table, content ->> 'order_id' as order_id)
  delete from import_reject
  where source_table in ('order_detail', 'audit')
    and content ->> 'order_id' in (select order_id from gone where source_table = 'orders')`;

/** An address of mail can be guessed from its mark. */
export const forgetTaken = (customerId: number) => writes(row({}))`
  delete from import_taken where source_table = 'customer' and source_key = ${String(customerId)}`;
