import type { Terms } from "../../orders/index.ts";
import { ensurePlaceholder, importRates, importRegions, placeholderRegion, rates } from "../../shipping/index.ts";
import { importTaxes, taxes } from "../../tax/index.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { RejectedRow } from "../parsing/rejected-row.ts";
import { loadTable, type Run } from "../loader.ts";

const mostBasisPoints = 100_000;

/**
 * Imports regions, and adds a placeholder region if the source has none. Returns whether customers can be assigned to
 * the placeholder: not if its number belongs to another region here.
 */
export async function loadRegions(run: Run): Promise<boolean> {
  let isOther = false;
  const region = (row: LegacyRow) => ({
    id: row.id("shipping_region_id"),
    shipping_region: row.name("shipping_region", 100),
  });
  await loadTable(run, "shipping_region", region, async (rows) => {
    const outcomes = await run.tx.all(importRegions(rows));
    if (outcomes.some(({ n, outcome }) => rows[n]?.id === placeholderRegion && outcome === "id_conflict"))
      isOther = true;
    return outcomes;
  });
  await ensurePlaceholder(run.tx);
  const key = String(placeholderRegion);
  return !(isOther && (await run.books.setAsideAmong("shipping_region", [key])).has(key));
}

/** Imports shipping rates and taxes. Returns the terms in the form in which orders record them. */
export async function loadTerms(run: Run): Promise<Terms> {
  const { tx } = run;
  const rate = (row: LegacyRow) => ({
    id: row.id("shipping_id"),
    shipping_region_id: row.parent("shipping_region_id"),
    shipping_type: row.name("shipping_type", 100),
    cost_cents: row.price("shipping_cost"),
  });
  await loadTable(run, "shipping", rate, (rows) => tx.all(importRates(rows)));
  const tax = (row: LegacyRow) => ({
    id: row.id("tax_id"),
    tax_type: row.name("tax_type", 100),
    basis_points: basisPointsOf(row),
  });
  await loadTable(run, "tax", tax, (rows) => tx.all(importTaxes(rows)));
  const ways = await tx.all(rates());
  const kinds = await tx.all(taxes());
  return {
    shipping: new Map(
      ways.map(
        ({ shipping_id, shipping_type: type, shipping_cost_cents: cents, shipping_region_id: regionId }) =>
          [shipping_id, { type, cents, regionId }] as const,
      ),
    ),
    tax: new Map(
      kinds.map((kind) => [kind.tax_id, { type: kind.tax_type, basisPoints: kind.tax_basis_points }] as const),
    ),
  };
}

function basisPointsOf(row: LegacyRow): number {
  const basisPoints = row.price("tax_percentage");
  if (basisPoints > mostBasisPoints) throw new RejectedRow("tax_percentage is above 1000");
  return basisPoints;
}
