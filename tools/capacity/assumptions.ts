import { type Kind, kinds, type RequestFigures, requestKinds } from "./requests.ts";

/** A number that the model takes for true: its unit, and where it comes from. */
type Assumption = { readonly value: number; readonly unit: string; readonly source: string };

/** The assumptions that are not about one kind of request, in the order of the table. */
export const general = {
  sessionsPerUser: { value: 1.5, unit: "sessions per user and day", source: "assumed: every second user comes twice" },
  ordersPerSession: {
    value: 0.025,
    unit: "orders",
    source: "assumed; published averages: 1.6 % (Statista, 2025) to 2.95 % (Dynamic Yield)",
  },
  cartsPerSession: { value: 0.08, unit: "carts", source: "assumed: two carts of three are left" },
  peakHour: {
    value: 2.4,
    unit: "× the day's mean",
    source: "a tenth of the day's visits in the busiest hour: 24 × 0.1",
  },
  peakMinute: { value: 1.5, unit: "× the busiest hour's mean", source: "assumed" },
  event: {
    value: 5,
    unit: "× the normal peak",
    source: "assumed: the year's largest sale; hosters tell of 4 (Scaleway) to 20 times",
  },
  bots: {
    value: 1.4,
    unit: "× public reads",
    source: "assumed; reports count 40 to 60 % of all visits as bots, of which a CDN turns away many",
  },
  keptMicroseconds: { value: 29, unit: "µs per kept reply", source: "product, cached, `npm run bench` of 2026-11-23" },
  balancerMicroseconds: {
    value: 50,
    unit: "µs per request",
    source: "HAProxy: a quarter of a core at 5 123 requests/s",
  },
  serverUse: { value: 0.5, unit: "of the cores at the event peak", source: "chosen: half of the servers may be lost" },
  serverCores: { value: 16, unit: "cores", source: "chosen: a machine for servers" },
  serverMegabytes: { value: 300, unit: "MB per process", source: "goal under load, `docs/performance.md`" },
  leastServers: { value: 2, unit: "machines", source: "chosen: one may be lost" },
  databaseUse: {
    value: 0.5,
    unit: "of the cores at the event peak",
    source: "chosen: vacuum, backups and a lost replica",
  },
  databaseCores: { value: 32, unit: "cores", source: "chosen: the largest machine for a database" },
  leastReplicas: { value: 2, unit: "per primary", source: "chosen: one takes over, one goes on answering" },
  spreadUse: { value: 0.5, unit: "of a primary's cores at the normal peak", source: "chosen: beyond, rows are spread" },
  spreadTerabytes: { value: 2, unit: "TB of hot data per primary", source: "chosen: beyond, rows are spread" },
  spreadCost: {
    value: 4,
    unit: "× processor time of spread rows",
    source: "measured on Citus: point read 11, cart 2.7, order 5",
  },
  hotYears: { value: 1, unit: "years of orders that are read", source: "assumed" },
  orderBytes: {
    value: 2200,
    unit: "bytes",
    source: "measured: 1 280 with 3 lines and all indexes; 900 for payment and jobs",
  },
  cartBytes: { value: 1200, unit: "bytes", source: "measured with its lines and indexes" },
  cartDays: { value: 60, unit: "days", source: "default of `CART_LIFETIME_DAYS`" },
  customersPerUser: { value: 20, unit: "accounts per daily user", source: "assumed" },
  customerBytes: { value: 450, unit: "bytes", source: "measured with indexes" },
  sessionBytes: { value: 260, unit: "bytes per account", source: "measured: one session with indexes" },
  products: { value: 100_000, unit: "products", source: "chosen" },
  productBytes: { value: 10_000, unit: "bytes", source: "assumed: text, links, search words and indexes" },
  walBytes: { value: 700, unit: "bytes of log per written statement", source: "assumed" },
  databaseMemory: { value: 0.25, unit: "of the hot data", source: "assumed: what is read in an hour" },
  compressed: { value: 0.25, unit: "of a reply's bytes", source: "assumed: JSON as brotli or gzip" },
} as const satisfies Readonly<Record<string, Assumption>>;

export type GeneralName = keyof typeof general;
export type Figure = keyof RequestFigures;

/** All numbers of the model. */
export type Assumptions = {
  readonly general: Readonly<Record<GeneralName, number>>;
  readonly requests: Readonly<Record<Kind, RequestFigures>>;
};

/** The figures of a kind of request, in the order of the table. */
export const figures: readonly Figure[] = [
  "calls",
  "edgeHits",
  "keptHits",
  "statements",
  "writes",
  "kilobytes",
  "serverMicroseconds",
  "databaseMilliseconds",
];

export const generalNames = Object.keys(general) as GeneralName[];

/** Returns the assumptions with some of them replaced, by their names on the command line. */
export function assumptionsWith(given: Readonly<Record<string, number>> = {}): Assumptions {
  const valueOf = (name: string, fallback: number): number => given[optionOf(name)] ?? fallback;
  return {
    general: recordOf(generalNames, (name) => valueOf(name, general[name].value)),
    requests: recordOf(kinds, (kind) =>
      recordOf(figures, (figure) => valueOf(`${kind} ${figure}`, requestKinds[kind][figure])),
    ),
  };
}

/** Returns the option that sets an assumption: `sessions-per-user`, or `read-cart-calls` for a kind of request. */
export function optionOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll(" ", "-");
}

/** Returns every option that sets an assumption. */
export function optionNames(): string[] {
  return [...generalNames, ...kinds.flatMap((kind) => figures.map((figure) => `${kind} ${figure}`))].map(optionOf);
}

function recordOf<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}
