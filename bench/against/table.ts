import { faultsOf } from "../table.ts";
import type { Compared } from "./rounds.ts";
import { isDifferent, type Ratio } from "./ratio.ts";

const columns: readonly (readonly [title: string, cell: (compared: Compared) => string])[] = [
  ["load", ({ load }) => load],
  ["server µs/request, old", ({ costs }) => micros(costs.old.server)],
  ["new", ({ costs }) => micros(costs.new.server)],
  ["new / old", ({ ratios }) => ratioText(ratios.server)],
  ["database µs/request, old", ({ costs }) => micros(costs.old.database)],
  ["new", ({ costs }) => micros(costs.new.database)],
  ["new / old", ({ ratios }) => ratioText(ratios.database)],
  ["requests/s, new / old", ({ ratios }) => ratioText(ratios.perSecond)],
  ["faults", ({ faults }) => [namedFaults("old", faults.old), namedFaults("new", faults.new)].join("") || "0"],
];

/** The compared loads as a Markdown table; ratios that differ from 1 by more than chance are bold. */
export function comparedTable(compared: readonly Compared[]): string {
  return [
    line(columns.map(([title]) => title)),
    line(columns.map((_, index) => (index === 0 ? "---" : "--:"))),
    ...compared.map((one) => line(columns.map(([, cell]) => cell(one)))),
  ].join("\n");
}

/** A ratio with its standard error. */
export function ratioText(ratio: Ratio | undefined): string {
  if (!ratio) return "";
  const text = `${ratio.mean.toFixed(3)} ± ${Number.isNaN(ratio.error) ? "?" : ratio.error.toFixed(3)}`;
  return isDifferent(ratio) ? `**${text}**` : text;
}

function namedFaults(name: string, faults: Compared["faults"]["new"]): string {
  const text = faultsOf({ faults });
  return text === "" ? "" : `${name}: ${text} `;
}

function micros(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
