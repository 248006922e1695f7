import type { Assumptions } from "./assumptions.ts";
import { type Peak, ratesOf } from "./rates.ts";
import { kinds, requestKinds } from "./requests.ts";

/** Which caches are there: all, none but the servers' kept replies, or none at all. */
export type Caches = "all" | "no CDN" | "none";

/** What flows through a shop per second at a peak, and how many cores are busy with it. */
export type Flow = {
  /** Requests to the shop, to its servers, and those whose reply is made. */
  readonly requests: number;
  readonly toServers: number;
  readonly made: number;
  readonly orders: number;
  readonly statements: number;
  readonly writes: number;
  /** Megabytes sent, before compression. */
  readonly megabytes: number;
  readonly balancerCores: number;
  readonly serverCores: number;
  /** Cores of the primary, for customers' own data; and of the replicas, for what everybody reads. */
  readonly primaryCores: number;
  readonly replicaCores: number;
};

const nothing: Flow = {
  requests: 0,
  toServers: 0,
  made: 0,
  orders: 0,
  statements: 0,
  writes: 0,
  megabytes: 0,
  balancerCores: 0,
  serverCores: 0,
  primaryCores: 0,
  replicaCores: 0,
};

/** Returns what so many daily users cause at a peak. */
export function flowOf(users: number, assumptions: Assumptions, peak: Peak, caches: Caches = "all"): Flow {
  const { keptMicroseconds, balancerMicroseconds } = assumptions.general;
  const rates = ratesOf(users, assumptions, peak);
  return kinds.reduce((sum, kind) => {
    const { isPublic } = requestKinds[kind];
    const figures = assumptions.requests[kind];
    const requests = rates[kind];
    const toServers = caches === "all" ? requests * (1 - figures.edgeHits) : requests;
    const made = caches === "none" ? toServers : toServers * (1 - figures.keptHits);
    const databaseCores = (made * figures.databaseMilliseconds) / 1e3;
    return {
      requests: sum.requests + requests,
      toServers: sum.toServers + toServers,
      made: sum.made + made,
      orders: sum.orders + (kind === "order" ? requests : 0),
      statements: sum.statements + made * figures.statements,
      writes: sum.writes + made * figures.writes,
      megabytes: sum.megabytes + (requests * figures.kilobytes) / 1024,
      balancerCores: sum.balancerCores + (toServers * balancerMicroseconds) / 1e6,
      serverCores: sum.serverCores + ((toServers - made) * keptMicroseconds + made * figures.serverMicroseconds) / 1e6,
      primaryCores: sum.primaryCores + (isPublic ? 0 : databaseCores),
      replicaCores: sum.replicaCores + (isPublic ? databaseCores : 0),
    };
  }, nothing);
}

/** Returns the orders of a day. */
export function ordersPerDay(users: number, { general }: Assumptions): number {
  return users * general.sessionsPerUser * general.ordersPerSession;
}
