import type { Goal, Load } from "./load.ts";
import type { Figures, Measured } from "./measure.ts";

export type Row = Measured & { readonly load: Load };

const whole = (value: number): string => Math.round(value).toLocaleString("en").replaceAll(",", " ");
const known = (value: number | undefined, write: (value: number) => string): string =>
  value === undefined ? "?" : write(value);

/** Returns whether the goal is reached; undefined for a load without a goal. */
export const isReached = ({ load: { goal }, shop, ratio, pgbench }: Row): boolean | undefined => {
  if (!goal) return undefined;
  if ("ofBare" in goal) return ratio >= goal.ofBare;
  if ("ofPgbench" in goal) return pgbench && pgbench.ratio >= goal.ofPgbench;
  return shop.perSecond >= goal.perSecond;
};

const percent = (part: number): string => `${Math.round(part * 100)} %`;

const goalText = (goal: Goal): string => {
  if ("ofBare" in goal) return `≥ ${percent(goal.ofBare)} of bare`;
  if ("ofPgbench" in goal) return `≥ ${percent(goal.ofPgbench)} of pgbench`;
  return `≥ ${whole(goal.perSecond)}/s`;
};

/** Lists the faults as text; empty when there are none. */
export const faultsOf = ({ faults }: Pick<Figures, "faults">): string =>
  Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

const columns: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ["load", ({ load }) => load.name],
  ["requests/s", ({ shop }) => whole(shop.perSecond)],
  ["p50 ms", ({ shop }) => shop.p50.toFixed(2)],
  ["p99 ms", ({ shop }) => shop.p99.toFixed(2)],
  ["bare requests/s", ({ bare }) => whole(bare.perSecond)],
  ["of bare", ({ ratio }) => percent(ratio)],
  ["pgbench/s", ({ pgbench }) => (pgbench ? whole(pgbench.perSecond) : "")],
  ["of pgbench", ({ pgbench }) => (pgbench ? percent(pgbench.ratio) : "")],
  ["goal", ({ load: { goal } }) => (goal ? goalText(goal) : "")],
  ["reached", (row) => ({ true: "yes", false: "no", undefined: "" })[`${isReached(row)}`]],
  [
    "CPU µs/request",
    ({ shop, bare }) =>
      `${known(shop.microsecondsPerRequest, whole)} (bare ${known(bare.microsecondsPerRequest, whole)})`,
  ],
  [
    "core busy",
    ({ shop, bare }) =>
      `${known(shop.busy, (busy) => `${whole(busy * 100)} %`)} (bare ${known(bare.busy, (busy) => `${whole(busy * 100)} %`)})`,
  ],
  ["memory MB", ({ shop }) => known(shop.megabytes, whole)],
  [
    "faults",
    ({ shop, bare }) => [faultsOf(shop), faultsOf(bare) && `bare: ${faultsOf(bare)}`].filter(Boolean).join("; ") || "0",
  ],
];

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The measured loads as a Markdown table. */
export const tableOf = (rows: readonly Row[]): string =>
  [
    line(columns.map(([title]) => title)),
    line(columns.map((_, index) => (index === 0 ? "---" : "--:"))),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join("\n");
