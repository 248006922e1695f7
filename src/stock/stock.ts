import type { Static } from "typebox";
import type { Writer } from "../platform/database/database.ts";
import { refusal, type Refusal } from "../platform/refusal.ts";
import * as queries from "./stock.queries.ts";

/** A line that units are taken for. */
export type StockLine = {
  readonly product_id: number;
  readonly product_name: string;
  readonly attributes: string;
  readonly attributes_known: string;
  readonly quantity: number;
};
/** A line that units are given back for. */
export type ReturnedLine = Pick<StockLine, "product_id" | "attributes_known" | "quantity">;

/** By how many rows of the stock each line is counted: 0 where its product is not. */
export type TrackedLines<Line> = ReadonlyMap<Line, number>;

/**
 * Which lines units must be taken for. Refuses those whose product is counted, but not what they name of it; and those of
 * which too little is left already, before anything is written: who comes after the last unit waits for nobody's lock.
 */
export async function trackedAmong<Line extends StockLine>(
  tx: Writer,
  lines: readonly Line[],
): Promise<TrackedLines<Line>> {
  const byProduct = Map.groupBy(await tx.all(queries.trackedProducts(unitsOf(lines))), ({ product_id }) => product_id);
  const counted = new Map(
    lines.map((line) => {
      const rows = byProduct.get(line.product_id) ?? [];
      return [
        line,
        rows.filter(({ attributes_known }) => ["", line.attributes_known].includes(attributes_known ?? "?")),
      ];
    }),
  );
  const unnamed = lines.filter((line) => byProduct.has(line.product_id) && counted.get(line)?.length === 0);
  if (unnamed.length > 0) throw nameless(unnamed);
  const byWholeAlone = lines.filter((line) => {
    const isCombinationCounted = counted.get(line)?.some(({ attributes_known }) => attributes_known !== "") ?? false;
    return (byProduct.get(line.product_id)?.length ?? 0) > 1 && !isCombinationCounted;
  });
  const unclear = await unclearAmong(tx, byWholeAlone);
  if (unclear.length > 0) throw nameless(unclear);
  requireEnough(counted);
  return new Map(lines.map((line) => [line, counted.get(line)?.length ?? 0]));
}

/**
 * Takes units from the shelf for lines whose products are counted, or fails the transaction: all or none. It fails, too,
 * when a line is not counted any more as it was read. To be sent as its last lock, with the commit behind it: buyers of
 * the same goods wait for one another.
 */
export function decrementStock(tx: Writer, counted: TrackedLines<StockLine>): void {
  const lines = [...counted.keys()];
  const rows = byCombination(lines).map(([line]) => (line && counted.get(line)) ?? 0);
  const units = unitsOf(lines);
  const taking = rows.some((count) => count > 0)
    ? queries.decrementUnits({ ...units, rows }, rowOf(lines))
    : queries.takeUncounted(units.productIds);
  tx.send<unknown>(taking, { stock_is_enough_check: (detail) => shortage(lines, detail) });
}

/** Puts units back that were taken for these lines, within the transaction that undoes their order. */
export async function returnStock(tx: Writer, lines: readonly ReturnedLine[]): Promise<void> {
  if (lines.length > 0) await tx.all(queries.giveBackUnits(unitsOf(lines)));
}

function nameless(lines: readonly StockLine[]): Refusal {
  return refusal("CAR_03", "attributes", {
    message: `The attributes name none of this product's combinations: ${lines.map(described).join("; ")}`,
  });
}

/**
 * Lines that the product as a whole counts, while combinations of it are counted too, but that do not say which combination
 * they mean: "M", "any" or "M or L, White" would buy past a white M that is sold out.
 */
async function unclearAmong<Line extends StockLine>(tx: Writer, lines: readonly Line[]): Promise<Line[]> {
  if (lines.length === 0) return [];
  const unclear = await tx.all(queries.unclear(unitsOf(lines)));
  return lines.filter((line) =>
    unclear.some((one) => one.product_id === line.product_id && one.attributes_known === line.attributes_known),
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
    known: alike.map(([line]) => line?.attributes_known ?? ""),
    units: alike.map((equal) => equal.reduce((sum, { quantity }) => sum + quantity, 0)),
  };
}

/** The lines of one combination, which may differ in what they say besides it. */
function byCombination<Line extends ReturnedLine>(lines: readonly Line[]): Line[][] {
  return [...Map.groupBy(lines, ({ product_id, attributes_known }) => `${product_id} ${attributes_known}`).values()];
}

/** The rows of one product. Of several nobody knows which of them is held. */
function rowOf([first, ...others]: readonly StockLine[]): string | undefined {
  return first && others.every((other) => other.product_id === first.product_id)
    ? `stock ${first.product_id}`
    : undefined;
}

/** Why units were not taken, as the database tells it. */
function shortage(lines: readonly StockLine[], detail: string): Refusal {
  const short = JSON.parse(detail) as Static<typeof queries.Short>[];
  const ofLines = lines.flatMap((line) => {
    const found = short.find(
      (one) => one.product_id === line.product_id && [null, line.attributes_known].includes(one.attributes_known),
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
