import type { Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "./queries.ts";

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

const unitsOf = (lines: readonly ReturnedLine[]): queries.Units => ({
  productIds: lines.map(({ product_id }) => product_id),
  known: lines.map(({ attributes_known }) => attributes_known),
  units: lines.map(({ quantity }) => quantity),
});

const described = ({ product_name, attributes }: StockLine): string => `${product_name} (${attributes})`;

/**
 * Takes units from the shelf for the lines whose products are counted, and answers those lines; all or none, the
 * transaction being the caller's. The last lock of a transaction: buyers of the same goods wait for its end.
 */
export const takeStock = async <Line extends StockLine>(tx: Writer, lines: readonly Line[]): Promise<Line[]> => {
  const counted = await tx.all(queries.takeUnits(unitsOf(lines)));
  const rowOf = (line: Line) =>
    counted.find((row) => row.product_id === line.product_id && row.attributes_known === line.attributes_known);
  const ofCounted = lines.flatMap((line) => {
    const row = rowOf(line);
    return row ? [{ line, row }] : [];
  });
  const nameless = ofCounted.filter(({ row }) => !row.is_found);
  if (nameless.length > 0)
    throw refusal("CAR_03", "attributes", {
      message: `The attributes name none of this product's combinations: ${nameless.map(({ line }) => described(line)).join("; ")}`,
    });
  const short = ofCounted.filter(({ row }) => !row.is_taken);
  if (short.length > 0)
    throw refusal("CAR_04", "quantity", {
      message: `Not enough stock: ${short.map(({ line, row }) => `${described(line)}, ${row.left_units ?? 0} left`).join("; ")}`,
    });
  return ofCounted.map(({ line }) => line);
};

/** Puts units back that were taken for these lines, within the transaction that undoes their order. */
export const giveBackStock = async (tx: Writer, lines: readonly ReturnedLine[]): Promise<void> => {
  if (lines.length > 0) await tx.all(queries.giveBackUnits(unitsOf(lines)));
};
