import type { Visited } from "../visits.ts";

/** Measurement of one path at one size. */
export type Measured = Visited & { readonly path: string; readonly size: number };

/** Returns the upper limit of p99 at a size, in milliseconds; undefined when there is none. */
export const goalAt = (size: number): number | undefined =>
  size <= 101 ? undefined : size <= 100_000 ? 25 : size <= 1_000_000 ? 60 : undefined;

const grouped = (count: number): string => count.toLocaleString("en").replaceAll(",", " ");
const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const cell = ({ p50, p99, size, failures }: Measured): string => {
  const goal = goalAt(size);
  const missed = goal !== undefined && p99 > goal ? " **over**" : "";
  return `${p50.toFixed(1)} / ${p99.toFixed(1)}${missed}${failures > 0 ? ` ${failures} failed` : ""}`;
};

/** Paths by sizes, p50 / p99 in milliseconds, as a Markdown table. */
export const stressTable = (measured: readonly Measured[]): string => {
  const sizes = [...new Set(measured.map(({ size }) => size))];
  const rows = Map.groupBy(measured, ({ path }) => path);
  return [
    line(["p50 / p99 in ms", ...sizes.map((size) => `${grouped(size)} products`)]),
    line(["---", ...sizes.map(() => "--:")]),
    ...[...rows].map(([path, own]) =>
      line([
        path,
        ...sizes.map((size) =>
          own
            .filter((one) => one.size === size)
            .map(cell)
            .join(),
        ),
      ]),
    ),
    line(["goal for p99", ...sizes.map((size) => (goalAt(size) === undefined ? "" : `≤ ${goalAt(size)}`))]),
  ].join("\n");
};
