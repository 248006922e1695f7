import type { Assumptions } from "./assumptions.ts";
import { flowOf, type Flow, ordersPerDay } from "./flow.ts";

/** What so many daily users need in one place. */
export type Needs = {
  readonly normal: Flow;
  readonly event: Flow;
  readonly noCdn: Flow;
  readonly cold: Flow;
  readonly ordersPerDay: number;
  /** Machines for servers, and the cores, processes and gigabytes of all of them. */
  readonly servers: number;
  readonly serverCores: number;
  readonly serverGigabytes: number;
  /** Primaries: 1, or the number over which rows are spread; each with so many replicas. */
  readonly primaries: number;
  readonly replicasEach: number;
  readonly coresEach: number;
  /** Gigabytes of memory of each primary and each replica. */
  readonly databaseGigabytesEach: number;
  readonly hotGigabytes: number;
  readonly ordersGigabytesPerYear: number;
  readonly logGigabytesPerDay: number;
  /** Sent at the event's peak, compressed. */
  readonly gigabitsPerSecond: number;
};

const bytesPerGigabyte = 1e9;
const leastDatabaseCores = 2;
const leastDatabaseGigabytes = 4;

/** Returns what so many daily users need. */
export function needsOf(users: number, assumptions: Assumptions): Needs {
  const { general } = assumptions;
  const normal = flowOf(users, assumptions, "normal");
  const event = flowOf(users, assumptions, "event");
  const serverCores = Math.max(general.leastServers, Math.ceil(event.serverCores / general.serverUse));
  const storage = storageOf(users, assumptions);
  return {
    normal,
    event,
    noCdn: flowOf(users, assumptions, "event", "no CDN"),
    cold: flowOf(users, assumptions, "event", "none"),
    ordersPerDay: ordersPerDay(users, assumptions),
    servers: Math.max(general.leastServers, Math.ceil(serverCores / general.serverCores)),
    serverCores,
    serverGigabytes: (serverCores * general.serverMegabytes) / 1000,
    ...databaseOf({ normal, event, hotGigabytes: storage.hotGigabytes }, assumptions),
    ...storage,
    gigabitsPerSecond: (event.megabytes * general.compressed * 8) / 1000,
  };
}

type Storage = Pick<Needs, "hotGigabytes" | "ordersGigabytesPerYear" | "logGigabytesPerDay">;

function storageOf(users: number, assumptions: Assumptions): Storage {
  const { general } = assumptions;
  const orders = (ordersPerDay(users, assumptions) * 365 * general.orderBytes) / bytesPerGigabyte;
  const carts = users * general.sessionsPerUser * general.cartsPerSession * general.cartDays * general.cartBytes;
  const customers = users * general.customersPerUser * (general.customerBytes + general.sessionBytes);
  const catalogue = general.products * general.productBytes;
  const writesPerDay = flowOf(users, assumptions, "mean").writes * 86_400;
  return {
    hotGigabytes: orders * general.hotYears + (carts + customers + catalogue) / bytesPerGigabyte,
    ordersGigabytesPerYear: orders,
    logGigabytesPerDay: (writesPerDay * general.walBytes) / bytesPerGigabyte,
  };
}

type Database = Pick<Needs, "primaries" | "replicasEach" | "coresEach" | "databaseGigabytesEach">;
type Stored = Pick<Needs, "normal" | "event" | "hotGigabytes">;

/**
 * Rows are spread over several primaries when one would be too busy or hold too much; the same work then costs more.
 * Each machine has the cores for what the primary or a replica does at the event's peak, whichever is more: a replica
 * takes over from its primary.
 */
function databaseOf({ normal, event, hotGigabytes }: Stored, { general }: Assumptions): Database {
  const { databaseCores, databaseUse, leastReplicas } = general;
  const hotShare = hotGigabytes / 1000 / general.spreadTerabytes;
  const isSpread = normal.primaryCores > general.spreadUse * databaseCores || hotShare > 1;
  const cost = isSpread ? general.spreadCost : 1;
  const usable = databaseCores * databaseUse;
  const busy = event.primaryCores * cost;
  const primaries = isSpread ? Math.ceil(Math.max(busy / usable, hotShare, 2)) : 1;
  // The catalogue has a copy on every node, and costs no more there.
  const readsEach = event.replicaCores / primaries;
  const replicasEach = Math.max(leastReplicas, Math.ceil(readsEach / usable));
  const busiest = Math.max(busy / primaries, readsEach / replicasEach);
  return {
    primaries,
    replicasEach,
    coresEach: Math.max(leastDatabaseCores, Math.ceil(busiest / databaseUse)),
    databaseGigabytesEach: Math.max(leastDatabaseGigabytes, (hotGigabytes * general.databaseMemory) / primaries),
  };
}
