import type { Static } from "typebox";
import type { Writer } from "../platform/database/database.ts";
import { refusal, type Refusal } from "../platform/refusal.ts";
import * as queries from "./stock.queries.ts";

/** An order line whose units are decremented. */
export type StockLine = {
  readonly product_id: number;
  readonly product_name: string;
  readonly attributes: string;
  readonly variant_key: string;
  readonly quantity: number;
};
/** An order line whose units are returned. */
export type ReturnedLine = Pick<StockLine, "product_id" | "variant_key" | "quantity">;

/** Number of stock rows that track each line; 0 when the line's product is not tracked. */
export type TrackedLines<Line> = ReadonlyMap<Line, number>;

/**
 * Returns by how many stock rows each line is tracked. Throws CAR_03 for lines whose product is tracked but that name
 * none of its variants, and CAR_04 when too few units are left: who comes too late waits for no lock. Others join the
 * line for the stock, if there is one, before they have written an order.
 */
export async function trackedAmong<Line extends StockLine>(
  tx: Writer,
  lines: readonly Line[],
): Promise<TrackedLines<Line>> {
  const byProduct = Map.groupBy(await tx.all(queries.trackedProducts(unitsOf(lines))), ({ product_id }) => product_id);
  const counted = new Map(
    lines.map((line) => {
      const rows = byProduct.get(line.product_id) ?? [];
      const isOfLine = (key: string | null): boolean => key === "" || key === line.variant_key;
      return [line, rows.filter(({ variant_key }) => isOfLine(variant_key))];
    }),
  );
  const unnamed = lines.filter((line) => byProduct.has(line.product_id) && counted.get(line)?.length === 0);
  if (unnamed.length > 0) throw nameless(unnamed);
  const byWholeAlone = lines.filter((line) => {
    const isCombinationCounted = counted.get(line)?.some(({ variant_key }) => variant_key !== "") ?? false;
    return (byProduct.get(line.product_id)?.length ?? 0) > 1 && !isCombinationCounted;
  });
  const unclear = await unclearAmong(tx, byWholeAlone);
  if (unclear.length > 0) throw nameless(unclear);
  requireEnough(counted);
  if ([...counted.values()].some((rows) => rows.length > 0)) tx.requireNoLine(rowOf(lines));
  return new Map(lines.map((line) => [line, counted.get(line)?.length ?? 0]));
}

/**
 * Decrements stock for the tracked lines, all or none: the transaction fails with CAR_04 when units are short, or when
 * the stock rows that track a line have changed since they were read. Must be the transaction's last lock, sent
 * together with the commit, because orders of the same goods wait for each other.
 */
export function decrementStock(tx: Writer, counted: TrackedLines<StockLine>): void {
  const lines = [...counted.keys()];
  const rows = byCombination(lines).map(([line]) => (line && counted.get(line)) ?? 0);
  const units = unitsOf(lines);
  const taking = rows.some((count) => count > 0)
    ? queries.decrementUnits({ ...units, rows }, rowOf(lines))
    : queries.requireUntracked(units.productIds);
  tx.send<unknown>(taking, { stock_is_enough_check: (detail) => shortage(lines, detail) });
}

/** Returns the units of these lines to stock, within the transaction that undoes their order. */
export async function returnStock(tx: Writer, lines: readonly ReturnedLine[]): Promise<void> {
  if (lines.length > 0) await tx.all(queries.giveBackUnits(unitsOf(lines)));
}

function nameless(lines: readonly StockLine[]): Refusal {
  return refusal("CAR_03", "attributes", {
    message: `The attributes name none of this product's combinations: ${lines.map(described).join("; ")}`,
  });
}

/**
 * Returns those lines that name no exact variant. They are tracked by their product as a whole while some of its
 * variants are tracked separately, so "M", "any" or "M or L, White" would bypass a white M that is sold out.
 */
async function unclearAmong<Line extends StockLine>(tx: Writer, lines: readonly Line[]): Promise<Line[]> {
  if (lines.length === 0) return [];
  const unclear = await tx.all(queries.unclear(unitsOf(lines)));
  return lines.filter((line) =>
    unclear.some((one) => one.product_id === line.product_id && one.variant_key === line.variant_key),
  );
}

function requireEnough(counted: ReadonlyMap<StockLine, readonly { readonly left_units: number }[]>): void {
  const wanted = new Map<object, number>();
  for (const [{ quantity }, rows] of counted)
    for (const row of rows) wanted.set(row, (wanted.get(row) ?? 0) + quantity);
  const short = [...counted].filter(([, rows]) => rows.some((row) => row.left_units < (wanted.get(row) ?? 0)));
  if (short.length > 0)
    throw tooFew(short.map(([line, rows]) => ({ line, left: Math.min(...rows.map(({ left_units }) => left_units)) })));
}

function unitsOf(lines: readonly ReturnedLine[]): queries.Units {
  const alike = byCombination(lines);
  return {
    productIds: alike.map(([line]) => line?.product_id ?? 0),
    variantKeys: alike.map(([line]) => line?.variant_key ?? ""),
    units: alike.map((equal) => equal.reduce((sum, { quantity }) => sum + quantity, 0)),
  };
}

/** Groups the lines by product and variant. Lines of one group may differ in their remaining text. */
function byCombination<Line extends ReturnedLine>(lines: readonly Line[]): Line[][] {
  return [...Map.groupBy(lines, ({ product_id, variant_key }) => `${product_id} ${variant_key}`).values()];
}

/** Names the line for a product's stock; undefined for several products: any of their rows may be locked. */
function rowOf([first, ...others]: readonly StockLine[]): string | undefined {
  return first && others.every((other) => other.product_id === first.product_id)
    ? `stock ${first.product_id}`
    : undefined;
}

/** Converts the database's report of short rows into a refusal. */
function shortage(lines: readonly StockLine[], detail: string): Refusal {
  const short = JSON.parse(detail) as Static<typeof queries.Short>[];
  const ofLines = lines.flatMap((line) => {
    const found = short.find(
      (one) => one.product_id === line.product_id && [null, line.variant_key].includes(one.variant_key),
    );
    return found ? [{ line, ...found }] : [];
  });
  const changed = ofLines.filter(({ is_as_read }) => !is_as_read);
  if (changed.length > 0)
    return refusal("CAR_04", "quantity", {
      message: `Not enough stock: what is counted of this has changed just now, please order again: ${changed.map(({ line }) => described(line)).join("; ")}`,
    });
  return tooFew(ofLines.map(({ line, left_units }) => ({ line, left: left_units ?? 0 })));
}

function tooFew(short: readonly { readonly line: StockLine; readonly left: number }[]): Refusal {
  return refusal("CAR_04", "quantity", {
    message: `Not enough stock: ${short.map(({ line, left }) => `${described(line)}, ${left} left`).join("; ")}`,
  });
}

function described({ product_name, attributes }: StockLine): string {
  return `${product_name} (${attributes})`;
}
