import { LRUCache } from "lru-cache";
import type { Database } from "../database/database.ts";
import { isProbe } from "../http/connections.ts";
import { limitHeaders } from "../http/limit-headers.ts";
import type { App } from "../http/server.ts";
import { refusal } from "../refusal.ts";
import { addressOf } from "../http/client-address.ts";
import { bucketOf, type Limit } from "./attempts.ts";
import { perNetwork } from "./networks.ts";
import { addUpInDatabase, type AddUp } from "./shared-counts.ts";

/**
 * Requests of one network in the current minute: on this server (`here`), the part of these already sent to the
 * database or to Redis (`told`), and on all servers at the last exchange (`everywhere`).
 */
type Doings = { readonly limit: number; here: number; told: number; everywhere: number };

const minute = 60_000;
const exchangeMilliseconds = 1000;
/** Networks with fewer requests than this part of the limit are not worth a row: most networks are never stored. */
const busyPart = 1 / 10;
/** Maximum number of rows in one exchange; the busiest networks go first. */
const mostRows = 100;
/**
 * Maximum number of networks in memory. An attacker with more networks must be recognized by other means than the
 * address.
 */
const mostAddresses = 100_000;

export type GeneralLimit = {
  /**
   * Counts a request from this address if all its networks are below their limit, as far as this server knows. Returns
   * whether it did, and the requests of these networks in the current minute. A refused request does not count: one /64
   * does not use up the limit of its /56 by being refused.
   */
  count(address: string): { readonly isAdmitted: boolean; readonly counts: readonly (Limit & { count: number })[] };
  /** Sends the counts of busy networks on this server to where they are added up, and gets those of all servers. */
  exchange(): Promise<void>;
};

/** Refuses requests from one network beyond `limit` per minute with COM_29, over all routes and servers. */
export function limitRequests(app: App, db: Database, limit: number, addUp?: AddUp): void {
  const general = openGeneralLimit(db, limit, addUp);
  let timer: NodeJS.Timeout;
  const exchangeSoon = (): void => {
    // Without Redis and the database, each server counts on its own.
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
    limitHeaders(reply)(counts.map((one) => ({ ...one, remaining: Math.max(0, one.limit - one.count), resetSeconds })));
    done(isAdmitted ? undefined : refusal("COM_29", "", { retryAfterSeconds: resetSeconds }));
  });
}

/** Counts the requests of each network in memory; `exchange` adds up the counts of all servers, about once a second. */
export function openGeneralLimit(db: Database, limit: number, addUp: AddUp = addUpInDatabase(db)): GeneralLimit {
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
      const counts = await addUp(rows, new Date((present + 1) * minute));
      const everywhere = new Map(counts.map(({ bucket, count }) => [bucket, count]));
      // Sums may have been lost: what is known of a network does not become less within its minute.
      for (const { bucket, here, doing } of busy)
        Object.assign(doing, {
          told: here,
          everywhere: Math.max(doing.everywhere + here - doing.told, everywhere.get(bucket) ?? here),
        });
    },
  };
}

function countOf({ here, told, everywhere }: Doings): number {
  return everywhere + here - told;
}
