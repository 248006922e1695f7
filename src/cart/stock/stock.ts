import type { Static } from "typebox";
import type { Writer } from "../../platform/database/database.ts";
import { refusal, type Refusal } from "../../platform/refusal.ts";
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

/** The lines whose products are counted: for them, units must be taken. */
export const countedAmong = async <Line extends ReturnedLine>(tx: Writer, lines: readonly Line[]): Promise<Line[]> => {
  const counted = await tx.all(queries.countedProducts(lines.map(({ product_id }) => product_id)));
  return lines.filter((line) => counted.some(({ product_id }) => product_id === line.product_id));
};

/** The rows of one product. Of several nobody knows which of them is held. */
const rowOf = ([first, ...others]: readonly StockLine[]): string | undefined =>
  first && others.every((other) => other.product_id === first.product_id) ? `stock ${first.product_id}` : undefined;

/** Why units were not taken, as the database tells it. */
const shortage = (lines: readonly StockLine[], detail: string): Refusal => {
  const short = JSON.parse(detail) as Static<typeof queries.Short>[];
  const ofLines = lines.flatMap((line) => {
    const found = short.find(
      (one) => one.product_id === line.product_id && one.attributes_known === line.attributes_known,
    );
    return found ? [{ line, ...found }] : [];
  });
  const nameless = ofLines.filter(({ is_found }) => !is_found);
  if (nameless.length > 0)
    return refusal("CAR_03", "attributes", {
      message: `The attributes name none of this product's combinations: ${nameless.map(({ line }) => described(line)).join("; ")}`,
    });
  return refusal("CAR_04", "quantity", {
    message: `Not enough stock: ${ofLines.map(({ line, left_units }) => `${described(line)}, ${left_units ?? 0} left`).join("; ")}`,
  });
};

/**
 * Takes units from the shelf for lines whose products are counted, or fails the transaction: all or none. To be sent as
 * its last lock, with the commit behind it: buyers of the same goods wait for one another.
 */
export const takeStock = (tx: Writer, lines: readonly StockLine[]): void => {
  if (lines.length > 0)
    tx.send(queries.takeUnits(unitsOf(lines), rowOf(lines)), {
      stock_is_enough_check: (detail) => shortage(lines, detail),
    });
};

/** Puts units back that were taken for these lines, within the transaction that undoes their order. */
export const giveBackStock = async (tx: Writer, lines: readonly ReturnedLine[]): Promise<void> => {
  if (lines.length > 0) await tx.all(queries.giveBackUnits(unitsOf(lines)));
};
