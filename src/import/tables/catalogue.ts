import {
  importAttributes,
  importCategories,
  importDepartments,
  importProductAttributes,
  importProductCategories,
  importProducts,
  importValues,
} from "../../catalogue/index.ts";
import type { ImportOutcome } from "../../platform/database/import-outcome.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { RejectedRow } from "../parsing/rejected-row.ts";
import { loadTable, type Run } from "../loader.ts";

type Link = { readonly product_id: number; readonly to_id: number; readonly n: number };

/**
 * Imports departments, categories and attributes before the products that refer to them, then the links between them.
 */
export async function loadCatalogue(run: Run): Promise<void> {
  const { tx } = run;
  const department = (row: LegacyRow) => ({
    id: row.id("department_id"),
    name: row.name("name", 100),
    description: row.prose("description", 1000) || null,
  });
  await loadTable(run, "department", department, (rows) => tx.all(importDepartments(rows)));
  const category = (row: LegacyRow) => ({
    id: row.id("category_id"),
    department_id: row.parent("department_id"),
    name: row.name("name", 100),
    description: row.prose("description", 1000) || null,
  });
  await loadTable(run, "category", category, (rows) => tx.all(importCategories(rows)));
  const attribute = (row: LegacyRow) => ({ id: row.id("attribute_id"), name: row.name("name", 100) });
  await loadTable(run, "attribute", attribute, (rows) => tx.all(importAttributes(rows)));
  const value = (row: LegacyRow) => ({
    id: row.id("attribute_value_id"),
    attribute_id: row.parent("attribute_id"),
    value: row.name("value", 100),
  });
  await loadTable(run, "attribute_value", value, (rows) => tx.all(importValues(rows)));
  await loadTable(run, "product", productOf, (rows) => importProducts(tx, rows));
  const linkBy = (column: string) => (row: LegacyRow) => ({
    product_id: row.parent("product_id"),
    to_id: row.parent(column),
  });
  await loadTable(run, "product_category", linkBy("category_id"), async (rows) =>
    onceEach(rows, await tx.all(importProductCategories(rows))),
  );
  await loadTable(run, "product_attribute", linkBy("attribute_value_id"), async (rows) =>
    onceEach(rows, await tx.all(importProductAttributes(rows))),
  );
}

function productOf(row: LegacyRow) {
  const price_cents = row.price("price");
  return {
    id: row.id("product_id"),
    name: row.name("name", 100),
    description: row.prose("description", 1000),
    price_cents,
    discounted_price_cents: discountOf(row, price_cents),
    image: row.line("image", 150) || null,
    image_2: row.line("image_2", 150) || null,
    thumbnail: row.line("thumbnail", 150) || null,
    display: displayOf(row),
  };
}

/**
 * Returns the discounted price; null for none. The source shop writes 0 where there is no discount, and a price equal
 * to the full one is no discount either.
 */
function discountOf(row: LegacyRow, priceCents: number): number | null {
  if (row.raw("discounted_price") === null) return null;
  const cents = row.price("discounted_price");
  if (cents > priceCents) throw new RejectedRow("discounted_price is above price");
  if (cents > 0 && cents < priceCents) return cents;
  row.mend(cents === 0 ? "discounted_price: 0 taken as none" : "discounted_price: equal to price, taken as none");
  return null;
}

function displayOf(row: LegacyRow): number {
  const display = row.integer("display") ?? 0;
  if (display >= 0 && display <= 3) return display;
  row.mend("display: unknown, featured nowhere");
  return 0;
}

/** Changes the outcome of links repeated within a batch to `there`: the first of them has been inserted. */
function onceEach(
  links: readonly Link[],
  outcomes: readonly { readonly n: number; readonly outcome: ImportOutcome }[],
) {
  const seen = new Set<string>();
  const repeated = links.filter(({ product_id, to_id }) => {
    const link = `${product_id}/${to_id}`;
    return seen.has(link) || !seen.add(link);
  });
  const again = new Set(repeated.map(({ n }) => n));
  return outcomes.map(({ n, outcome }) => ({ n, outcome: again.has(n) ? ("exists" as const) : outcome }));
}
