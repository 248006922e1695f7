import type { MendedText } from "./parsing/row.ts";
import type { TableName } from "./source/tables.ts";

/** What became of the rows of a table; `read` is the sum of `taken`, `there` and those set aside. */
export type TableReport = {
  read: number;
  taken: number;
  /** Were there already, as they are in the source or as the shop has changed them since. */
  there: number;
  /** What was mended in taken rows, and in how many. */
  readonly mended: Record<string, number>;
  /** What of taken rows was not taken, and of how many. */
  readonly lost: Record<string, number>;
  /** Why rows were set aside, and how many. */
  readonly setAside: Record<string, number>;
};

/** What is on record of taken orders, and what their lines, shipping and tax come to; sums in cents, of those with a record. */
export type MoneyReport = {
  orders: number;
  /** The amount on record is the calculated one. */
  agree: number;
  /** It is the lines alone, without shipping and tax. */
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
  /** Texts of taken rows that were mended: the first of each kind; in a written report all. */
  readonly texts: MendedText[];
  /** What else whoever runs the shop should know. */
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
