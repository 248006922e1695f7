import type { Reader } from "../platform/database/database.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./queries.ts";

type TaxRow = { tax_id: number; tax_type: string; tax_basis_points: number; shipping_region_id: number | null };

const shown = ({ tax_basis_points, ...tax }: TaxRow) => ({ ...tax, tax_percentage: twoDecimals(tax_basis_points) });

export const listTaxes = async (reader: Reader) => (await reader.all(queries.offeredTaxes())).map(shown);

export const findTax = async (reader: Reader, taxId: number) => {
  const found = await reader.first(queries.tax(taxId));
  if (!found) throw refusal("TAX_01", "tax_id");
  return shown(found);
};
