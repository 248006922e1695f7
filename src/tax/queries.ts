import { row, text, whole } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const TaxRow = row({ tax_id: whole, tax_type: text, tax_basis_points: whole });

export const taxes = () => reads(TaxRow)`
  select tax_id, tax_type, tax_basis_points from tax order by tax_id`;

export const tax = (taxId: number) => reads(TaxRow)`
  select tax_id, tax_type, tax_basis_points from tax where tax_id = ${taxId}`;

export const addTax = (tax: { taxId: number; type: string; basisPoints: number }) => writes(row({}))`
  insert into tax (tax_id, tax_type, tax_basis_points) values (${tax.taxId}, ${tax.type}, ${tax.basisPoints})`;

/** Numbers given out from now on follow those that were brought along; none runs backwards. */
export const continueNumbering = () => writes(row({ number: whole }))`
  select setval('tax_tax_id_seq', max(tax_id)) as number from tax having max(tax_id) >= (select last_value from tax_tax_id_seq)`;
