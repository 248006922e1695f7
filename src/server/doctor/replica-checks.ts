import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../platform/config.ts";
import { openDatabase } from "../../platform/database/database.ts";
import type { ReplicaReport } from "../../platform/database/replica.ts";
import { placeOf, postgresAddresses } from "../../platform/postgres-address.ts";
import { ok, warning, type DatabaseCheck, type Finding } from "./check.ts";

/** A replica that is well is known to be so in less than a second, and one that is not in a few. */
const longestMilliseconds = 5000;
const lookMilliseconds = 50;

/** A replica as it was seen, and why it is away. */
type Seen = { readonly place: string; readonly report: ReplicaReport; readonly error: unknown };

export const replicaChecks: readonly DatabaseCheck[] = [
  {
    name: "replicas",
    async ask({ url }, { config }) {
      const addresses = postgresAddresses(config.databaseReadUrls || config.databaseReadUrl);
      if (config.replicas > 0) return [ok("REPLICAS are kept running by the shop; GET /readyz tells their state.")];
      if (addresses.length === 0) return [ok("No DATABASE_READ_URLS are set: the primary answers all reads.")];
      return (await lookAt(url, addresses, config)).map(findingOf);
    },
  },
];

/** Watches the replicas as a server does, until all are well or too much time has passed. */
async function lookAt(url: string, readUrls: readonly string[], config: Config): Promise<Seen[]> {
  const errors = new Map<number, unknown>();
  const db = openDatabase({
    url,
    readUrls,
    longestLagMilliseconds: config.replicaLagMaxMilliseconds,
    tellOfReplica: (index, _report, error) => void errors.set(index, error),
    sharedConnections: 1,
    transactionConnections: 1,
  });
  try {
    const giveUpAt = performance.now() + longestMilliseconds;
    while (performance.now() < giveUpAt && db.replicas().some(({ state }) => state !== "answers"))
      await delay(lookMilliseconds);
    return db
      .replicas()
      .map((report, index) => ({ place: placeOf(readUrls[index] ?? ""), report, error: errors.get(index) }));
  } finally {
    await db.close();
  }
}

function findingOf({ place, report: { state, lagMilliseconds: lag }, error }: Seen): Finding {
  if (state === "answers") return ok(`The replica ${place} follows, and is ${Math.round(lag ?? 0)} ms behind.`);
  if (state === "lags")
    return warning(
      `The replica ${place} is ${lag === null ? "more than a minute" : `${Math.round(lag)} ms`} behind, and is not read from.`,
      "Look at its load, at the network between, and whether its replay is paused; or raise REPLICA_LAG_MAX_MS.",
    );
  if (state === "diverged")
    return warning(
      `The replica ${place} does not follow the primary: it was promoted, or is another database. It is not read from.`,
      "Correct DATABASE_READ_URLS, or make it a standby of the primary again (docs/operations/replicas.md).",
    );
  return warning(
    `The replica ${place} does not answer${error instanceof Error ? `: ${error.message || error.name}` : ""}. It is not read from.`,
    "Start it, or correct DATABASE_READ_URLS.",
  );
}
