import { Type, type Static } from "typebox";
import { json, orNull, row, text } from "../platform/database/columns.ts";
import { reads, sql, writes, type Fragment } from "../platform/database/statement.ts";

const RejectRow = row({
  source_table: text,
  source_key: text,
  reason: text,
  content: json(Type.Record(Type.String(), orNull(text))),
});
export type RejectOfCustomer = Static<typeof RejectRow>;

/** An e-mail address, and a pattern that matches texts containing it. */
export type Sought = { readonly emailKey: string; readonly pattern: string };
/** `imported`: those of the person's numbers in the source shop that an imported account has. */
type SoughtRows = Sought & { readonly imported: readonly string[] };

const KeptRow = row({ source_table: text, source_key: text });

/** Selects the rejected rows of an imported customer, after the given row. */
export function rejectsOf(
  customerId: number,
  limit: number,
  after: Pick<RejectOfCustomer, "source_table" | "source_key"> = { source_table: "", source_key: "" },
) {
  return reads(RejectRow)`
  select source_table, source_key, reason, content from import_reject
  where (source_table, source_key) > (${after.source_table}, ${after.source_key}) and content ->> 'customer_id' = ${String(customerId)}
  order by source_table, source_key limit ${limit}`;
}

/** Deletes the rejected rows of an imported customer, and those of the customer's orders, imported or rejected. */
export function deleteRejectsOf(customerId: number, importedOrderIds: readonly string[]) {
  return writes(row({}))`
  with gone as (
    delete from import_reject
    where content ->> 'customer_id' = ${String(customerId)}
    returning source_table, content ->> 'order_id' as order_id),
  own as (
    select order_id from gone where source_table = 'orders'
    union all
    select unnest(${importedOrderIds}::text[]))
  delete from import_reject
  where source_table in ('order_detail', 'audit') and content ->> 'order_id' in (select order_id from own)`;
}

/** Deletes a customer's fingerprint, from which the e-mail address can be guessed. */
export function deleteFingerprint(customerId: number) {
  return writes(row({}))`
  delete from import_fingerprint where source_table = 'customer' and source_key = ${String(customerId)}`;
}

/** Returns the numbers that the person with an e-mail address has in rejected rows of customers. */
export function numbersOf(sought: Sought) {
  return reads(row({ customer_id: orNull(text) }))`
  with ${personsOf(sought)}
  select distinct customer_id from persons`;
}

export function rejectedRowsOf(sought: SoughtRows) {
  return reads(KeptRow)`
  with ${keptOf(sought)}
  select source_table, source_key from kept order by source_table, source_key`;
}

export function eraseRejectedRows(sought: SoughtRows) {
  return writes(KeptRow)`
  with ${keptOf(sought)}
  delete from import_reject using kept
  where import_reject.source_table = kept.source_table and import_reject.source_key = kept.source_key
  returning import_reject.source_table, import_reject.source_key`;
}

/**
 * Selects the rejected rows of the person with an e-mail address: all rows that contain it; all rows of that person's
 * customer, if that was rejected; with an order, its lines and its audit. Where an imported account has the customer's
 * number, rows that were rejected for another reason belong to that account.
 */
function keptOf(sought: SoughtRows): Fragment {
  return sql`
  ${personsOf(sought)},
  theirs as (
    select source_table, source_key, content from import_reject join persons on persons.customer_id = content ->> 'customer_id'
    where reason = 'its customer was set aside'
      or persons.customer_id <> all (${sought.imported}::text[])
    union
    select source_table, source_key, content from named),
  kept as (
    select source_table, source_key from theirs
    union
    select parts.source_table, parts.source_key
    from import_reject as parts join theirs on theirs.source_table = 'orders' and theirs.content ->> 'order_id' = parts.content ->> 'order_id'
    where parts.source_table in ('order_detail', 'audit'))`;
}

function personsOf({ emailKey, pattern }: Sought): Fragment {
  return sql`
  named as (
    select source_table, source_key, content from import_reject
    where exists (
      select from jsonb_each_text(content) as field where lower(normalize(field.value, NFKC)) ~ ${pattern})),
  persons as (
    select content ->> 'customer_id' as customer_id from named
    where source_table = 'customer' and lower(normalize(btrim(content ->> 'email'), NFKC)) = ${emailKey})`;
}
