import type { Writer } from "../../platform/database/database.ts";
import type { Fate } from "../../platform/database/fate.ts";
import * as queries from "../queries.ts";
import type { LegacyRow } from "../reading/row.ts";
import type { TableName } from "../source/tables.ts";
import type { TableReport } from "./report.ts";

/** Writes down what becomes of each row: in the report, and in the table of what was not taken. */
export type Books = {
  /** What became of a row that was brought along. */
  settle(row: LegacyRow, fate: Fate): void;
  setAside(row: LegacyRow, reason: string): void;
  /** Which of these rows of a table are set aside, by now or since an import before. */
  setAsideAmong(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Writes what was noted since it was last called. */
  write(): Promise<void>;
};

const reasonOf = (table: TableName, fate: "taken" | "twin"): string => {
  if (fate === "taken") return "its number is taken by something else";
  return table === "customer" ? "its address of mail is another customer's" : "its name is another's";
};

const count = (counts: Record<string, number>, what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);

type Noted = { readonly rejects: Map<string, queries.Reject>; readonly settled: string[] };

export const openBooks = async (
  tx: Writer,
  tables: Readonly<Record<TableName, TableReport>>,
  now: Date,
): Promise<Books> => {
  const kept = new Map((await tx.all(queries.rejectCounts())).map(({ source_table, count }) => [source_table, count]));
  const noted = new Map<TableName, Noted>();
  const ofTable = (table: TableName): Noted => {
    const known = noted.get(table) ?? { rejects: new Map(), settled: [] };
    noted.set(table, known);
    return known;
  };
  const keep = (row: LegacyRow, reason: string, isTaken: boolean): void =>
    void ofTable(row.table).rejects.set(row.key, {
      source_key: row.key,
      reason,
      is_taken: isTaken,
      content: row.content(),
    });
  const setAside = (row: LegacyRow, reason: string): void => {
    count(tables[row.table].setAside, reason);
    keep(row, reason, false);
  };
  const settle = (row: LegacyRow, fate: Fate): void => {
    if (fate === "taken" || fate === "twin") return setAside(row, reasonOf(row.table, fate));
    if (kept.has(row.table)) ofTable(row.table).settled.push(row.key);
    if (fate === "there") return void (tables[row.table].there += 1);
    tables[row.table].taken += 1;
    for (const mend of new Set(row.mends)) count(tables[row.table].mended, mend);
    if (row.losses.length > 0) keep(row, row.losses.join("; "), true);
  };
  return {
    settle,
    setAside,
    setAsideAmong: async (table, keys) =>
      kept.has(table)
        ? new Set((await tx.all(queries.setAsideAmong(table, keys))).map(({ source_key }) => source_key))
        : new Set(),
    async write() {
      for (const [table, { rejects, settled }] of noted) {
        if (settled.length > 0) await tx.all(queries.forgetRejects(table, settled));
        if (rejects.size > 0) {
          await tx.all(queries.keepRejects(table, [...rejects.values()], now));
          kept.set(table, (kept.get(table) ?? 0) + rejects.size);
        }
      }
      noted.clear();
    },
  };
};
