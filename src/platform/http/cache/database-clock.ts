import type { Database } from "../../database/database.ts";
import { databaseNow } from "./database-clock.queries.ts";

/**
 * The database's clock, by which servers compare moments without trusting their own. Moments here are in milliseconds:
 * a server's own are those of `performance.now()`, the database's are bounds.
 */
export type DatabaseClock = {
  /** Asks the database for its time. */
  renew(): Promise<void>;
  /** Returns whether the last answer is so old that the clocks may have drifted apart. */
  isOld(): boolean;
  /** Identifies the shop's database, also after a failover. */
  shop(): string;
  /** Identifies the shop's database since its last start, failover or restoration, also among copies of it. */
  era(): string;
  /** Returns the earliest time that the database's clock can have had at a moment of this server. */
  earliest(moment: number): number;
  /** Returns the latest such time. */
  latest(moment: number): number;
};

type Sample = {
  readonly asked: number;
  readonly answered: number;
  readonly now: number;
  readonly shop: string;
  readonly era: string;
};

const oldMilliseconds = 30_000;
/** Bound of the rate by which two clocks drift apart: ten times what quartz does. */
const drift = 1e-3;
const resolutionMilliseconds = 2;

/** Opens the clock, which has no time until it is renewed. */
export function openDatabaseClock(db: Pick<Database, "first">): DatabaseClock {
  let sample: Sample | undefined;
  const slack = (moment: number, { answered }: Sample): number =>
    resolutionMilliseconds + Math.abs(moment - answered) * drift;
  return {
    async renew() {
      const asked = performance.now();
      const found = await db.first(databaseNow());
      if (!found) return;
      const { shop, timeline, started, now } = found;
      sample = { asked, answered: performance.now(), now, shop, era: `${shop}-${timeline}-${started}` };
    },
    isOld: () => !sample || performance.now() - sample.answered > oldMilliseconds,
    shop: () => sample?.shop ?? "",
    era: () => sample?.era ?? "",
    earliest: (moment) => (sample ? sample.now + (moment - sample.answered) - slack(moment, sample) : -Infinity),
    latest: (moment) => (sample ? sample.now + (moment - sample.asked) + slack(moment, sample) : Infinity),
  };
}
