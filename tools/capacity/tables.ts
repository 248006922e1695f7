import type { Assumptions } from "./assumptions.ts";
import { type Needs, needsOf } from "./needs.ts";
import type { Region } from "./regions.ts";

type Row = readonly [name: string, cell: (needs: Needs) => string];

const rows: readonly Row[] = [
  ["requests/s, normal peak", ({ normal }) => number(normal.requests)],
  ["requests/s, event peak", ({ event }) => number(event.requests)],
  ["… of these to the servers, behind a CDN", ({ event }) => number(event.toServers)],
  [
    "orders/s, event peak; orders a day",
    ({ event, ordersPerDay }) => `${number(event.orders)}; ${number(ordersPerDay)}`,
  ],
  [
    "SQL statements/s, event peak; writes among them",
    ({ event }) => `${number(event.statements)}; ${number(event.writes)}`,
  ],
  ["busy cores at the event peak: balancer", ({ event }) => number(event.balancerCores)],
  ["… servers", ({ event }) => number(event.serverCores)],
  ["… primary", ({ event }) => number(event.primaryCores)],
  ["… replicas", ({ event }) => number(event.replicaCores)],
  ["… servers, without a CDN", ({ noCdn }) => number(noCdn.serverCores)],
  [
    "… servers; database, with every cache cold",
    ({ cold }) => `${number(cold.serverCores)}; ${number(cold.primaryCores + cold.replicaCores)}`,
  ],
  [
    "**machines for servers**; cores, GB of all",
    ({ servers, serverCores, serverGigabytes }) =>
      `**${number(servers)}**; ${number(serverCores)}, ${number(serverGigabytes)}`,
  ],
  [
    "**primaries**; replicas of each",
    ({ primaries, replicasEach }) => `**${number(primaries)}**; ${number(replicasEach)}`,
  ],
  [
    "cores, GB of memory of each",
    ({ coresEach, databaseGigabytesEach }) => `${number(coresEach)}, ${number(databaseGigabytesEach)}`,
  ],
  [
    "hot data, GB; orders, GB a year",
    ({ hotGigabytes, ordersGigabytesPerYear }) => `${number(hotGigabytes)}; ${number(ordersGigabytesPerYear)}`,
  ],
  ["database log, GB a day", ({ logGigabytesPerDay }) => number(logGigabytesPerDay)],
  ["sent at the event peak, Gbit/s", ({ gigabitsPerSecond }) => number(gigabitsPerSecond)],
];

/** Returns what each number of daily users needs, as a Markdown table. */
export function needsTable(users: readonly number[], assumptions: Assumptions): string {
  const needs = users.map((each) => needsOf(each, assumptions));
  return table(
    ["daily users", ...users.map(number)],
    rows.map(([name, cell]) => [name, ...needs.map(cell)]),
  );
}

/**
 * Returns the regions' loads as a Markdown table, with what every region needs so that it can carry all users when the
 * others are lost.
 */
export function regionsTable(users: readonly number[], assumptions: Assumptions, regions: readonly Region[]): string {
  const all = users.map((each) => needsOf(each, assumptions));
  const loads = regions.map(({ name, share }) => [
    `${name}, ${number(share * 100)} %: requests/s at the normal peak; event peak`,
    ...all.map(({ normal, event }) => `${number(normal.requests * share)}; ${number(event.requests * share)}`),
  ]);
  return table(
    ["daily users", ...users.map(number)],
    [
      ...loads,
      ["each region: machines for servers", ...all.map(({ servers }) => number(servers))],
      ["each region: primaries; replicas", ...all.map(databasesText)],
      ["all regions: machines", ...all.map((needs) => number(regions.length * machinesOf(needs)))],
    ],
  );
}

/** A Markdown table; all columns but the first and the sources stand to the right. */
export function table(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [
    line(titles),
    line(titles.map((title, index) => (index === 0 || title === "source" ? "---" : "--:"))),
    ...cells.map(line),
  ].join("\n");
}

/** Four significant digits, and thousands apart. */
export function number(value: number): string {
  const rounded = Number(value.toPrecision(4));
  const digits = rounded >= 100 ? 0 : rounded >= 10 ? 1 : 3;
  return rounded.toLocaleString("en", { maximumFractionDigits: digits }).replaceAll(",", " ");
}

function databasesText({ primaries, replicasEach }: Needs): string {
  return `${number(primaries)}; ${number(primaries * replicasEach)}`;
}

function machinesOf({ servers, primaries, replicasEach }: Needs): number {
  return servers + primaries * (1 + replicasEach);
}
