import { LRUCache } from "lru-cache";
import type { Database } from "../database/database.ts";
import { isProbe } from "../http/connections.ts";
import type { App } from "../http/server.ts";
import { refusal } from "../refusal.ts";
import { addressOf } from "../http/client-address.ts";
import { bucketOf, tell, type Limit } from "./attempts.ts";
import { perNetwork } from "./networks.ts";
import { addToCounts } from "./limits.queries.ts";

/** What one network did in the present minute: here, of that told to the database, and on all servers when last asked. */
type Doings = { readonly limit: number; here: number; told: number; everywhere: number };

const minute = 60_000;
const exchangeMilliseconds = 1000;
/** Networks with fewer requests than this part of the limit are not worth a row: most are never written down. */
const busyPart = 1 / 10;
/** Rows of one exchange, at most; the busiest go first. */
const mostRows = 100;
/** Networks remembered, at most; whoever comes with more of them has other means than an address to be known by. */
const mostAddresses = 100_000;

export type GeneralLimit = {
  /**
   * One more request from this address, if its networks may make one, as far as this server knows; how many they have made
   * in this minute. What is refused does not count: one network does not use up its line's requests by being refused.
   */
  count(address: string): { readonly isAdmitted: boolean; readonly counts: readonly (Limit & { count: number })[] };
  /** Tells the database what busy addresses did here, and learns what they did elsewhere. */
  exchange(): Promise<void>;
};

/** Refuses what an address asks beyond `limit` requests in a minute, on whatever route and server. */
export function limitRequests(app: App, db: Database, limit: number): void {
  const general = openGeneralLimit(db, limit);
  let timer: NodeJS.Timeout;
  const exchangeSoon = (): void => {
    // Without the database each server goes on counting by itself.
    timer = setTimeout(
      () =>
        void general
          .exchange()
          .catch(() => undefined)
          .finally(exchangeSoon),
      exchangeMilliseconds,
    ).unref();
  };
  exchangeSoon();
  app.addHook("onClose", async () => clearTimeout(timer));
  app.addHook("onRequest", (request, reply, done) => {
    if (isProbe(request)) return done();
    const { isAdmitted, counts } = general.count(addressOf(request));
    const resetSeconds = Math.ceil((minute - (Date.now() % minute)) / 1000);
    tell(
      reply,
      counts.map((one) => ({ ...one, remaining: Math.max(0, one.limit - one.count), resetSeconds })),
    );
    done(isAdmitted ? undefined : refusal("COM_29", "", { retryAfterSeconds: resetSeconds }));
  });
}

/** Counts each address's requests in memory, and about once a second together with the other servers. */
export function openGeneralLimit(db: Database, limit: number): GeneralLimit {
  const doings = new LRUCache<string, Doings>({ max: mostAddresses });
  let present = 0;

  const inPresentMinute = (): LRUCache<string, Doings> => {
    const now = Math.floor(Date.now() / minute);
    if (now !== present) doings.clear();
    present = now;
    return doings;
  };

  return {
    count(address) {
      const known = inPresentMinute();
      const counted = perNetwork({ name: "requests", limit, seconds: 60 }, address).map((one) => {
        const doing = known.get(one.key) ?? { limit: one.limit, here: 0, told: 0, everywhere: 0 };
        return { one, doing };
      });
      const isAdmitted = counted.every(({ doing }) => countOf(doing) < doing.limit);
      for (const { one, doing } of isAdmitted ? counted : []) {
        if (doing.here === 0) known.set(one.key, doing);
        doing.here += 1;
      }
      return { isAdmitted, counts: counted.map(({ one, doing }) => ({ ...one, count: countOf(doing) })) };
    },
    async exchange() {
      const busy = [...inPresentMinute()]
        .filter(([, { here, told, limit: most }]) => here > told && here > most * busyPart)
        .toSorted(([, one], [, other]) => other.here - other.told - (one.here - one.told))
        .slice(0, mostRows)
        .map(([place, doing]) => ({
          bucket: bucketOf({ name: `minute-${present}`, key: place }),
          here: doing.here,
          doing,
        }));
      if (busy.length === 0) return;
      const rows = busy.map(({ bucket, here, doing }) => ({ bucket, count: here - doing.told }));
      const counts = await db.all(addToCounts(rows, new Date((present + 1) * minute)));
      const everywhere = new Map(counts.map(({ bucket, count }) => [bucket, count]));
      for (const { bucket, here, doing } of busy)
        Object.assign(doing, { told: here, everywhere: everywhere.get(bucket) ?? here });
    },
  };
}

function countOf({ here, told, everywhere }: Doings): number {
  return everywhere + here - told;
}
