import { type Figures, figuresByKind, figuresOf } from "./figures.ts";
import type { Entry } from "./records.ts";

const columns: readonly (readonly [title: string, cell: (figures: Figures) => string])[] = [
  ["requests", ({ requests }) => String(requests)],
  ["p50 ms", ({ p50 }) => milliseconds(p50)],
  ["p95 ms", ({ p95 }) => milliseconds(p95)],
  ["p99 ms", ({ p99 }) => milliseconds(p99)],
  ["refused", ({ refused }) => String(refused)],
  ["failed", ({ failed }) => String(failed)],
];

/** The figures of each kind of request and of all, as a Markdown table. */
export function figuresTable(entries: readonly Entry[]): string {
  const rows = [...figuresByKind(entries), ["all", figuresOf(entries)] as const];
  return [
    line(["kind", ...columns.map(([title]) => title)]),
    line(["---", ...columns.map(() => "--:")]),
    ...rows.map(([name, figures]) => line([name, ...columns.map(([, cell]) => cell(figures))])),
  ].join("\n");
}

function milliseconds(value: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(1);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
