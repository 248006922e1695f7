import { twoDecimals } from "../platform/money.ts";
import type { RepairedText } from "./parsing/row.ts";
import { isPersonal } from "./parsing/values.ts";
import { sumOf, type MoneyReport, type Report, type TableReport } from "./report.ts";

const around = 20;

/** Returns the report as text for the operator. */
export function summaryOf(report: Report): string {
  const tables = Object.entries(report.tables);
  const setAside = tables.reduce((sum, [, table]) => sum + sumOf(table.setAside), 0);
  return [
    `${"".padEnd(18)}${["read", "taken", "there", "set aside"].map(column).join("")}`,
    ...tables.flatMap(([name, table]) => tableLines(name, table)),
    ...textLines(report.texts),
    ...moneyLines(report.money),
    ...(setAside > 0 && !report.isRehearsal
      ? ["", `The ${setAside} rows set aside stand in the table import_reject, whole and with their reasons.`]
      : []),
    ...report.remarks.flatMap((remark) => ["", remark]),
    "",
    report.isRehearsal
      ? `A rehearsal of ${report.seconds.toFixed(1)} s: nothing was changed.`
      : `Taken over in ${report.seconds.toFixed(1)} s.`,
    "",
  ].join("\n");
}

function tableLines(name: string, table: TableReport): string[] {
  return [
    `${name.padEnd(18)}${[table.read, table.taken, table.there, sumOf(table.setAside)].map(column).join("")}`,
    ...listed("mended", table.mended),
    ...listed("lost", table.lost),
    ...listed("set aside", table.setAside),
  ];
}

function listed(what: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .toSorted(([reason, one], [another, other]) => other - one || (reason < another ? -1 : 1))
    .map(([reason, count]) => `${column(count)}  ${what}: ${reason}`);
}

function moneyLines(money: MoneyReport): string[] {
  return money.orders === 0
    ? []
    : [
        "",
        `Amounts of ${money.orders} orders: ${money.agree} are lines, shipping and tax; ${money.linesAlone} are the lines alone; ${money.differ} differ; ${money.nothingOnRecord} have none on record.`,
        `On record ${twoDecimals(money.recordedCents)}, calculated ${twoDecimals(money.calculatedCents)}. What is on record is what buyers are shown.`,
      ];
}

/**
 * Lists some repaired texts. For tables with texts by customers it names only the row, because others may see the
 * screen.
 */
function textLines(texts: readonly RepairedText[]): string[] {
  return texts.length === 0
    ? []
    : [
        "",
        "Some of the texts that were mended (--report writes all down):",
        ...texts.map(({ table, row, column, what, before, after }) => {
          const told = isPersonal(table) ? "" : `: ${excerpts(before, after).join(" is now ")}`;
          return `  ${table} ${row}, ${column} (${what})${told}`;
        }),
      ];
}

function column(text: string | number): string {
  return String(text).padStart(10);
}

/** Returns the first difference of two texts, with some characters around it. */
function excerpts(before: string, after: string): readonly [string, string] {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = Math.max(0, same - around);
  return [before, after].map((text) => {
    const piece = shown(text.slice(from, same + around).toWellFormed());
    return `"${from > 0 ? "…" : ""}${piece}${same + around < text.length ? "…" : ""}"`;
  }) as [string, string];
}

/** Replaces invisible characters by their code points. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
