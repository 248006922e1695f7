import type { Reader } from "../platform/database/database.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./tax.queries.ts";

type TaxRow = { tax_id: number; tax_type: string; tax_basis_points: number; shipping_region_id: number | null };

export async function listTaxes(reader: Reader) {
  return (await reader.all(queries.offeredTaxes())).map(shown);
}

export async function findTax(reader: Reader, taxId: number) {
  const found = await reader.first(queries.tax(taxId));
  if (!found) throw refusal("TAX_01", "tax_id");
  return shown(found);
}

function shown({ tax_basis_points, ...tax }: TaxRow) {
  return { ...tax, tax_percentage: twoDecimals(tax_basis_points) };
}
