import { orNull, row, text, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";

const taxColumns = { tax_id: integer, tax_type: text, tax_basis_points: integer };
const OfferedRow = row({ ...taxColumns, shipping_region_id: orNull(integer) });

export type ImportedTax = { readonly id: number; readonly tax_type: string; readonly basis_points: number };

/** Returns every tax, including retired ones. */
export function taxes() {
  return reads(row(taxColumns))`
  select tax_id, tax_type, tax_basis_points from tax order by tax_id`;
}

export function offeredTaxes() {
  return reads(OfferedRow)`
  select tax_id, tax_type, tax_basis_points, shipping_region_id from tax where retired_at is null order by tax_id`;
}

/** Retires a tax as of `since`, or offers it again (null). Returns its name; no row when there is no such tax. */
export function retireTax(taxId: number, since: Date | null) {
  return writes(row({ name: text }))`
  update tax set retired_at = ${since} where tax_id = ${taxId} returning tax_type as name`;
}

export function addTax(tax: { taxId: number; type: string; basisPoints: number }) {
  return writes(row({}))`
  insert into tax (tax_id, tax_type, tax_basis_points) values (${tax.taxId}, ${tax.type}, ${tax.basisPoints})`;
}

export function tax(taxId: number) {
  return reads(OfferedRow)`
  select tax_id, tax_type, tax_basis_points, shipping_region_id from tax where tax_id = ${taxId} and retired_at is null`;
}

/** Inserts taxes with their IDs. A tax counts as already imported when name and percentage match. */
export function importTaxes(rows: readonly (ImportedTax & { readonly n: number })[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, tax_type text, basis_points integer)),
  added as (
    insert into tax (tax_id, tax_type, tax_basis_points)
    select id, tax_type, basis_points from given on conflict do nothing returning tax_id)
  select n, case
      when added.tax_id is not null then 'inserted' when known.tax_id is null then 'duplicate'
      when known.tax_type = given.tax_type and known.tax_basis_points = basis_points then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.tax_id = id
  left join tax as known on known.tax_id = id`;
}

/** Advances the ID sequence past all existing IDs and past `used`; never moves it backwards. */
export function continueNumbering(used: number) {
  return writes(row({ number: integer }))`
  select setval('tax_tax_id_seq', greatest(max(tax_id), ${used}::bigint)) as number
  from tax having greatest(max(tax_id), ${used}::bigint) >= (select last_value from tax_tax_id_seq)`;
}

export function removeTaxes() {
  return writes(row({}))`delete from tax`;
}
