import { ask, comparable, type Reply } from "./ask.ts";
import type { Load } from "./load.ts";
import { usageOf } from "./process.ts";
import { openBare, type Server } from "./shop.ts";
import { type Faults, type Fired, fireVolley, type Volley } from "./volley.ts";

export type Effort = { readonly seconds: number; readonly rounds: number; readonly connections: number };

/** One server under one load: medians over the rounds; times in milliseconds, memory after the last round. */
export type Figures = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server's process for one request, and how much of one core it had. */
  readonly microsecondsPerRequest: number | undefined;
  readonly busy: number | undefined;
  readonly megabytes: number | undefined;
  readonly rounds: readonly number[];
  readonly faults: Faults;
};

export type Measured = { readonly shop: Figures; readonly bare: Figures; readonly ratio: number };

type Round = Fired & { readonly processorSeconds: number | undefined };

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const medianKnown = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? median(known) : undefined;
};

const sumOf = (faults: readonly Faults[]): Faults => {
  const sum = (name: keyof Faults) => faults.reduce((total, fault) => total + fault[name], 0);
  return {
    wrongStatus: sum("wrongStatus"),
    wrongBody: sum("wrongBody"),
    errors: sum("errors"),
    timeouts: sum("timeouts"),
    cut: sum("cut"),
  };
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
  faults: sumOf(rounds.map(({ faults }) => faults)),
});

const volleyFor = async ({ url }: Server, load: Load): Promise<{ requests: Volley["requests"]; reply: Reply }> => {
  const requests = await load.prepare(url);
  const [first] = requests;
  if (!first) throw new Error(`The load "${load.name}" has no requests.`);
  // The first asking makes a reply, the second is answered as all the later ones are.
  await ask(url, first);
  const reply = await ask(url, first);
  if (!load.isSteady) return { requests, reply };
  const expected = await Promise.all(
    requests.map(async (request) => ({ ...request, expected: (await ask(url, request)).body.toString() })),
  );
  return { requests: expected, reply };
};

/** Measures a load on the shop and the load's first reply on a bare server, round by round in turn. */
export const measure = async (
  shop: Server,
  load: Load,
  { seconds, rounds, connections }: Effort,
): Promise<Measured> => {
  const { requests, reply } = await volleyFor(shop, load);
  const bare = await openBare(reply);
  try {
    const [first] = requests;
    if (first && comparable(await ask(bare.url, first)) !== comparable(reply))
      throw new Error(`The bare server answers something else than the shop to "${load.name}".`);
    const toShop = { url: shop.url, seconds, connections, requests };
    const toBare = { ...toShop, url: bare.url, requests: requests.slice(0, 1) };
    const ofShop: Round[] = [];
    const ofBare: Round[] = [];
    // The first round of each compiles what runs often, and is not counted.
    await round(bare, toBare);
    await round(shop, toShop);
    for (let count = 0; count < rounds; count += 1) {
      ofBare.push(await round(bare, toBare));
      ofShop.push(await round(shop, toShop));
    }
    return {
      shop: figuresOf(shop, ofShop),
      bare: figuresOf(bare, ofBare),
      ratio: median(ofShop.map(({ perSecond }, index) => perSecond / (ofBare[index]?.perSecond ?? Number.NaN))),
    };
  } finally {
    await bare.close();
  }
};
