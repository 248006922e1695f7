import { ask, comparable } from "./ask.ts";
import type { Effort } from "./effort.ts";
import type { Load } from "./load.ts";
import { runScript } from "./pgbench.ts";
import { fillFor, fillForPgbench, prepareLoad, type Prepared } from "./prepare-load.ts";
import { usageOf } from "./process.ts";
import { openBare, type Server, type Shop } from "./shop.ts";
import { type Faults, type Fired, fireVolley, sumOfFaults, type Volley } from "./volley.ts";

/** One server under one load: medians over the rounds; times in milliseconds, memory after the last round. */
export type Figures = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server's process per request; `busy` is its share of one core. */
  readonly microsecondsPerRequest: number | undefined;
  readonly busy: number | undefined;
  readonly megabytes: number | undefined;
  readonly rounds: readonly number[];
  readonly faults: Faults;
};

/** Transactions per second of the same SQL in pgbench, and the share of them that the shop reaches. */
export type OfPgbench = { readonly perSecond: number; readonly ratio: number; readonly rounds: readonly number[] };

export type Measured = {
  readonly shop: Figures;
  readonly bare: Figures;
  readonly ratio: number;
  readonly pgbench?: OfPgbench;
};

type Round = Fired & { readonly processorSeconds: number | undefined };

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const medianKnown = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? median(known) : undefined;
};

const round = async ({ pid }: Server, volley: Volley): Promise<Round> => {
  const before = usageOf(pid);
  const fired = await fireVolley(volley);
  const after = usageOf(pid);
  return { ...fired, processorSeconds: before && after && after.seconds - before.seconds };
};

const figuresOf = ({ pid }: Server, rounds: readonly Round[]): Figures => ({
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
  microsecondsPerRequest: medianKnown(
    rounds.map(({ processorSeconds, requests }) => processorSeconds && (processorSeconds / requests) * 1e6),
  ),
  busy: medianKnown(
    rounds.map(
      ({ processorSeconds, requests, perSecond }) => processorSeconds && processorSeconds / (requests / perSecond),
    ),
  ),
  megabytes: usageOf(pid)?.megabytes,
  rounds: rounds.map(({ perSecond }) => Math.round(perSecond)),
  faults: sumOfFaults(rounds.map(({ faults }) => faults)),
});

/** Each function runs one round of a load. */
type Rounds = {
  readonly shop: () => Promise<Round>;
  readonly bare: () => Promise<Round>;
  readonly pgbench: () => Promise<number | undefined>;
};

const roundsOn = (servers: { shop: Shop; bare: Server }, load: Load, prepared: Prepared, effort: Effort): Rounds => {
  const { seconds, connections } = effort;
  const { requests } = prepared;
  const toShop = { url: servers.shop.url, seconds, connections, requests, unit: load.requestsEach ?? 1 };
  const toBare = { ...toShop, url: servers.bare.url, requests: requests.slice(0, 1) };
  let next = prepared.asked;
  let turn = 0;
  return {
    bare: () => round(servers.bare, toBare),
    async shop() {
      const fired = await round(servers.shop, { ...toShop, next });
      // Each connection has used one or two more numbers, for its requests in flight when the time ended.
      next += fired.requests + 2 * connections;
      return fired;
    },
    async pgbench() {
      return load.sameSql && runScript(servers.shop.databaseUrl, load.sameSql, turn++, seconds);
    },
  };
};

/** Returns the median of the rounds' ratios. */
const medianRatio = (
  ofShop: readonly Round[],
  floor: (index: number) => number | undefined,
  requestsEach = 1,
): number => median(ofShop.map(({ perSecond }, index) => perSecond / requestsEach / (floor(index) ?? Number.NaN)));

/** Measures a load on the shop, its first reply on a bare server and its SQL in pgbench, in alternating rounds. */
export const measure = async (shop: Shop, load: Load, effort: Effort): Promise<Measured> => {
  await fillFor(shop, load, effort);
  await fillForPgbench(shop, load, effort);
  const prepared = await prepareLoad(shop, load);
  const bare = await openBare(prepared.reply);
  try {
    const [first] = prepared.requests;
    if (first && comparable(await ask(bare.url, first)) !== comparable(prepared.reply))
      throw new Error(`The bare server answers something else than the shop to "${load.name}".`);
    const rounds = roundsOn({ shop, bare }, load, prepared, effort);
    const ofShop: Round[] = [];
    const ofBare: Round[] = [];
    const ofPgbench: (number | undefined)[] = [];
    // The first round of each warms up the just-in-time compiler and is not counted.
    await rounds.bare();
    await rounds.shop();
    await rounds.pgbench();
    for (let count = 0; count < effort.rounds; count += 1) {
      ofBare.push(await rounds.bare());
      ofShop.push(await rounds.shop());
      ofPgbench.push(await rounds.pgbench());
    }
    return {
      shop: figuresOf(shop, ofShop),
      bare: figuresOf(bare, ofBare),
      ratio: medianRatio(ofShop, (index) => ofBare[index]?.perSecond),
      ...(load.sameSql
        ? {
            pgbench: {
              rounds: ofPgbench.map((perSecond) => Math.round(perSecond ?? 0)),
              perSecond: medianKnown(ofPgbench) ?? Number.NaN,
              ratio: medianRatio(ofShop, (index) => ofPgbench[index], load.requestsEach),
            },
          }
        : {}),
    };
  } finally {
    await bare.close();
  }
};
