import { orNull, row, text, whole } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const TaxRow = row({ tax_id: whole, tax_type: text, tax_basis_points: whole });

export const taxes = () => reads(TaxRow)`
  select tax_id, tax_type, tax_basis_points from tax order by tax_id`;

export const tax = (taxId: number) => reads(TaxRow)`
  select tax_id, tax_type, tax_basis_points from tax where tax_id = ${taxId}`;

export const addTax = (tax: { taxId: number; type: string; basisPoints: number }) => writes(row({}))`
  insert into tax (tax_id, tax_type, tax_basis_points) values (${tax.taxId}, ${tax.type}, ${tax.basisPoints})`;

/** Numbers given out from now on follow those that were brought along. */
export const continueNumbering = () => writes(row({ tax: orNull(whole) }))`
  select setval(pg_get_serial_sequence('tax', 'tax_id'), (select max(tax_id) from tax)) as tax`;
