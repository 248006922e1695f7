import type { RepairedText } from "./parsing/row.ts";
import type { TableName } from "./source/tables.ts";

/** Numbers of a table's rows by outcome; `read` is the sum of `taken`, `there` and the rejected rows. */
export type TableReport = {
  read: number;
  taken: number;
  /** Rows that exist here already, as in the source or as the shop has changed them since. */
  there: number;
  /** Repairs in imported rows, each with the number of rows. */
  readonly mended: Record<string, number>;
  /** Losses of imported rows, each with the number of rows. */
  readonly lost: Record<string, number>;
  /** Reasons of rejection, each with the number of rows. */
  readonly setAside: Record<string, number>;
};

/**
 * Comparison of the recorded amounts of imported orders with their lines, shipping and tax. Sums are in cents, of the
 * orders with a recorded amount.
 */
export type MoneyReport = {
  orders: number;
  /** The recorded amount is the calculated one. */
  agree: number;
  /** The recorded amount is that of the lines, without shipping and tax. */
  linesAlone: number;
  differ: number;
  nothingOnRecord: number;
  recordedCents: number;
  calculatedCents: number;
};

export type Report = {
  /** The source's address, without its password. */
  readonly source: string;
  readonly isRehearsal: boolean;
  readonly begun: string;
  seconds: number;
  readonly tables: Record<TableName, TableReport>;
  readonly money: MoneyReport;
  /** Repaired texts of imported rows: the first of each kind; in a written report all. */
  readonly texts: RepairedText[];
  /** Further information for the operator. */
  readonly remarks: string[];
};

export function emptyTable(): TableReport {
  return { read: 0, taken: 0, there: 0, mended: {}, lost: {}, setAside: {} };
}

export function emptyMoney(): MoneyReport {
  return {
    orders: 0,
    agree: 0,
    linesAlone: 0,
    differ: 0,
    nothingOnRecord: 0,
    recordedCents: 0,
    calculatedCents: 0,
  };
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
