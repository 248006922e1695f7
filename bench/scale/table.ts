import type { Site } from "../site.ts";
import { faultsOf } from "../table.ts";
import type { Faults } from "../volley.ts";

/** A load on some server processes: requests per second of all, and the cores that each part used. */
export type Scaled = {
  readonly load: string;
  readonly processes: number;
  readonly perSecond: number;
  /** Of the slowest load program, in milliseconds. */
  readonly p99: number;
  readonly cores: Readonly<Record<keyof Site["parts"], number>>;
  readonly faults: Faults;
  /** Replies with a wrong status, by request, status and code. */
  readonly wrongReplies: string;
};

/** The curve as a Markdown table: for each load, its rates by the number of processes, and the cores of each part. */
export function scaleTable(scaled: readonly Scaled[]): string {
  const titles = ["load", "processes", "requests/s", "×", "p99 ms", "cores: servers", "database", "load", "faults"];
  const rows = [...Map.groupBy(scaled, ({ load }) => load).values()].flatMap((own) =>
    own.map((one) => cellsOf(one, own[0] ?? one)),
  );
  return [titles, titles.map((_, index) => (index === 0 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Returns the cells of a row; the first of a load's rows is what the others are multiples of. */
function cellsOf(one: Scaled, first: Scaled): string[] {
  const { load, processes, perSecond, p99, cores } = one;
  return [
    load,
    String(processes),
    String(Math.round(perSecond)),
    (perSecond / first.perSecond).toFixed(2),
    p99.toFixed(1),
    cores.servers.toFixed(2),
    cores.database.toFixed(2),
    cores["load program"].toFixed(2),
    [faultsOf(one), one.wrongReplies].filter(Boolean).join(": ") || "0",
  ];
}
