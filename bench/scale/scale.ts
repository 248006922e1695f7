import { join } from "node:path";
import { isChosen } from "../chosen.ts";
import { whileCounting } from "../cores.ts";
import type { Effort } from "../effort.ts";
import type { Load } from "../load.ts";
import { loads } from "../loads/all.ts";
import { fillFor, mostNumbered, prepareLoad } from "../prepare-load.ts";
import type { Say } from "../say.ts";
import { openSite, type Site } from "../site.ts";
import { faultsOf } from "../table.ts";
import { fireVolley, sumOfFaults, wrongRepliesOf } from "../volley.ts";
import { shareOf } from "./share.ts";
import { type Scaled, scaleTable } from "./table.ts";

export type Scale = {
  /** Numbers of server processes. */
  readonly processes: readonly number[];
  readonly only: readonly string[];
  /** Connections of each server. */
  readonly effort: Effort;
  /** Connections that the database admits; undefined: as many as the processes ask for. */
  readonly databaseConnections?: number | undefined;
};

/** What is measured unless `--only` chooses: a kept reply, one that is made, a write, and a whole purchase. */
const defaultLoads = ["cached product", "uncached list", "add to cart", "place order", "checkout"];

/**
 * Measures loads on different numbers of server processes on one database, with a load program for each, and prints the
 * curve; returns 1 when a request failed, else 0.
 */
export async function runScale(folder: string, { processes, only, ...how }: Scale, say: Say): Promise<number> {
  const chosen = loads.filter(({ name }) => isChosen(name, only.length > 0 ? only : defaultLoads));
  const scaled: Scaled[] = [];
  for (const count of processes)
    for (const [settings, same] of Map.groupBy(chosen, settingsText)) {
      const data = join(folder, `${count}-${scaled.length}`);
      scaled.push(...(await measureTogether({ folder: data, settings, count, ...how }, same, say)));
    }
  say(`\n${scaleTable(scaled)}`);
  return scaled.some((one) => faultsOf(one)) ? 1 : 0;
}

type Together = Pick<Scale, "effort" | "databaseConnections"> & {
  readonly folder: string;
  readonly settings: string;
  readonly count: number;
};

/** Measures loads with the same settings on a site of their own. */
async function measureTogether(
  { folder, settings, count, effort, databaseConnections }: Together,
  loads: readonly Load[],
  say: Say,
): Promise<Scaled[]> {
  const site = await openSite({
    folder,
    processes: count,
    isOnePort: true,
    replicas: 0,
    databaseConnections,
    settings: JSON.parse(settings) as Record<string, string>,
  });
  try {
    const scaled: Scaled[] = [];
    for (const load of loads) {
      const one = await measureOn(site, load, count, effort);
      say(`  ${load.name}, ${count} processes: ${one.perSecond.toFixed(0)} requests/s ${faultsOf(one)}`);
      scaled.push(one);
    }
    return scaled;
  } finally {
    await site.close();
  }
}

/** Returns a load's settings as text, so that loads with the same ones share a site. */
function settingsText({ settings }: Load): string {
  return JSON.stringify({ RATE_LIMIT: "off", ...settings });
}

/** Measures a load in rounds, and returns the one with the median rate. The first round is not counted. */
async function measureOn(site: Site, load: Load, count: number, effort: Effort): Promise<Scaled> {
  const { seconds, rounds } = effort;
  await fillFor(site, load, { ...effort, seconds: seconds * count });
  const { requests, asked } = await prepareLoad({ url: site.urls[0] ?? "" }, load);
  const unit = load.requestsEach ?? 1;
  const fireAll = (round: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        fireVolley({
          url: site.urls[index % site.urls.length] ?? "",
          seconds,
          connections: effort.connections,
          unit,
          requests: shareOf(requests, index, { unit, among: count, connections: effort.connections }),
          next: asked + (round * count + index) * seconds * mostNumbered,
        }),
      ),
    );
  await fireAll(0);
  const measured: Scaled[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const { result: fired, seconds: used } = await whileCounting(site.parts, () => fireAll(round));
    measured.push({
      load: load.name,
      processes: count,
      perSecond: fired.reduce((sum, { perSecond }) => sum + perSecond, 0),
      p99: Math.max(...fired.map(({ p99 }) => p99)),
      cores: {
        servers: used.servers / seconds,
        database: used.database / seconds,
        replicas: used.replicas / seconds,
        "load program": used["load program"] / seconds,
      },
      faults: sumOfFaults(fired.map(({ faults }) => faults)),
      wrongReplies: wrongRepliesOf(fired),
    });
  }
  const sorted = measured.toSorted((one, other) => one.perSecond - other.perSecond);
  return sorted[Math.floor(sorted.length / 2)] as Scaled;
}
