import type { Effort } from "../effort.ts";
import type { Load } from "../load.ts";
import { fillFor, prepareLoad } from "../prepare-load.ts";
import { type Measured, secondsOf } from "../processes.ts";
import type { Shop } from "../shop.ts";
import { type Faults, fireVolley, sumOfFaults } from "../volley.ts";
import { averageRatio, orderOf, type Ratio } from "./ratio.ts";

/** An opened shop of one of the two trees. */
export type Side = Shop & Measured & { readonly name: "new" | "old" };

/** What a request costs: microseconds of processor time of the server and of the database. */
type Cost = { readonly server: number; readonly database: number; readonly perSecond: number };

/** Means over the rounds of each side, and the ratios new / old of its pairs. */
export type Compared = {
  readonly load: string;
  readonly costs: Readonly<Record<Side["name"], Cost>>;
  readonly ratios: Readonly<Record<keyof Cost, Ratio | undefined>>;
  readonly faults: Readonly<Record<Side["name"], Faults>>;
};

type Round = { readonly cost: Cost; readonly faults: Faults };
/** Runs one round of a load on its side. */
type Runner = { readonly name: Side["name"]; run(): Promise<Round> };

/** Less than this per request is the database's own work in the background. */
const leastMicroseconds = 1;

/** Measures a load on both sides in pairs of rounds, after one of each that is not counted. */
export async function compare(load: Load, sides: readonly [Side, Side], effort: Effort): Promise<Compared> {
  const runners = [await runnerOf(load, sides[0], effort), await runnerOf(load, sides[1], effort)] as const;
  for (const runner of runners) await runner.run();
  const rounds: Record<Side["name"], Round[]> = { new: [], old: [] };
  for (let round = 0; round < effort.rounds; round += 1)
    for (const { name, run } of orderOf(round, runners)) rounds[name].push(await run());
  return comparedOf(load.name, rounds);
}

/** Compares what was measured, round by round. */
function comparedOf(load: string, rounds: Readonly<Record<Side["name"], readonly Round[]>>): Compared {
  const costsOf = (name: Side["name"], key: keyof Cost): number[] => rounds[name].map(({ cost }) => cost[key]);
  const means = (name: Side["name"]): Cost => ({
    server: mean(costsOf(name, "server")),
    database: mean(costsOf(name, "database")),
    perSecond: mean(costsOf(name, "perSecond")),
  });
  const ratio = (key: keyof Cost): Ratio | undefined => {
    const old = costsOf("old", key);
    return averageRatio(costsOf("new", key).map((value, index) => [value, old[index] ?? 0] as const));
  };
  const costs = { new: means("new"), old: means("old") };
  const isDatabaseAsked = Math.min(costs.new.database, costs.old.database) >= leastMicroseconds;
  return {
    load,
    costs,
    ratios: {
      server: ratio("server"),
      database: isDatabaseAsked ? ratio("database") : undefined,
      perSecond: ratio("perSecond"),
    },
    faults: {
      new: sumOfFaults(rounds.new.map(({ faults }) => faults)),
      old: sumOfFaults(rounds.old.map(({ faults }) => faults)),
    },
  };
}

async function runnerOf(load: Load, side: Side, effort: Effort): Promise<Runner> {
  await fillFor(side, load, effort);
  const { requests, asked } = await prepareLoad(side, load);
  const { seconds, connections } = effort;
  let next = asked;
  return {
    name: side.name,
    async run() {
      const before = secondsOf(side);
      const fired = await fireVolley({
        url: side.url,
        seconds,
        connections,
        requests,
        next,
        unit: load.requestsEach ?? 1,
      });
      const after = secondsOf(side);
      // Each connection has used one or two more numbers, for its requests in flight when the time ended.
      next += fired.requests + 2 * connections;
      const microseconds = (seconds: number): number => (seconds * 1e6) / fired.requests;
      return {
        cost: {
          server: microseconds(after.server - before.server),
          database: microseconds(after.database - before.database),
          perSecond: fired.perSecond,
        },
        faults: fired.faults,
      };
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
