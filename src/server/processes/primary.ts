import type { Config } from "../../platform/config.ts";
import { urlOf } from "../../platform/database/connection.ts";
import { openDatabase } from "../../platform/database/database.ts";
import { freePort } from "../../platform/embedded-postgres/port.ts";
import { openLog, screenFor } from "../../platform/log.ts";
import { passwordThreadsOf, processesOf } from "../../platform/processes.ts";
import { settings } from "../../platform/settings.ts";
import { drainMilliseconds, endWhenDue } from "../ending.ts";
import { inviteFirstOwner } from "../first-owner.ts";
import { openGround, type Ground } from "../ground.ts";
import { onceItAnswers } from "../patience.ts";
import { announce, fillEmptyShop, prepareDatabase, requireUsable } from "../prepare.ts";
import { openOwnTelemetry } from "../telemetry.ts";
import { Crew } from "./crew.ts";
import { Hasher } from "./hasher.ts";
import { startHashingProcess } from "./hashing-process.ts";
import type { Database } from "./messages.ts";
import { openForks } from "./serving-process.ts";

/** What a process needs beyond its delay and its drain to end. */
const lastMilliseconds = 5000;

const settledNames = [
  "databaseUrl",
  "databaseReadUrls",
  "databaseReadUrl",
  "databaseMigrateUrl",
  "dataDir",
  "worker",
  "workers",
] as const;

/** Number of connections that the embedded database admits for one process, and at most. */
const usualConnections = 100;
const mostConnections = 500;
/** Connections beside those of the processes: reserved ones, commands, a restart. */
const furtherConnections = 20;

/**
 * Runs the shop in several processes. This one runs the database, brings it up to date and fills it, and keeps the
 * others running, which answer requests, and one that hashes passwords for them.
 */
export async function runProcesses(config: Config): Promise<void> {
  const log = openLog(config, await screenFor(config));
  await requireUsable(config, log);
  const count = processesOf(config);
  const hasher = new Hasher({ start: (heard) => startHashingProcess(passwordThreadsOf(config), heard), log });
  const forks = openForks({ settled: settledOf(config), hasher });
  let migration = 0;
  // All processes name one port, so that those that start later share the socket of those that are there.
  const port = config.port || (await freePort([]));
  const crew = new Crew({
    count,
    start: () => forks.start({ kind: "open", ...placesOf(ground), migration, port }),
    runsJobs: config.worker === "on",
    longestEnd: config.shutdownDelaySeconds * 1000 + drainMilliseconds + lastMilliseconds,
    log,
  });
  const telemetry = await openOwnTelemetry(config, log);
  const metrics =
    config.metricsPort === 0
      ? undefined
      : (await import("./gathered-metrics.ts")).openGatheredMetrics(config, () => crew.serving());
  // Without a listener, this signal would end the shop while it starts.
  process.on("SIGUSR2", () => void crew.restart());
  const ground: Ground = await openGround(config, log, {
    connections: connectionsFor(count, config),
    returned: () => crew.tell({ kind: "database", ...placesOf(ground) }),
  });
  const close = async (isPatient: boolean): Promise<void> => {
    await crew.close(isPatient);
    await Promise.all([hasher.close(), metrics?.close(), telemetry?.close()]);
  };
  try {
    await metrics?.listen();
    migration = await prepareDatabase(ground, config);
    await fillEmptyShop(ground, config);
    await settleShop(ground);
    const address = await crew.open();
    const lost = Promise.race([ground.lost, crew.lost]);
    endWhenDue({ log, close, stop: ground.stop, lost });
    announce({ address, where: ground.where, hasDocument: config.apiDocs === "on", processes: count });
    await inviteFirstOwner({ address: ground.address, url: address }, config);
  } catch (error) {
    await close(false);
    await ground.stop();
    throw error;
  }
}

/** Returns how many connections the embedded database admits for so many processes. */
export function connectionsFor(
  processes: number,
  { sharedConnections, transactionConnections }: Pick<Config, "sharedConnections" | "transactionConnections">,
): number {
  const ofOne = 1 + sharedConnections + transactionConnections + Math.ceil(transactionConnections / 2);
  return Math.max(usualConnections, Math.min(mostConnections, processes * ofOne + furtherConnections));
}

/**
 * Returns where the database is. Of several hosts each process finds the primary itself: during a failover there is none,
 * and a process that ended must be replaced all the same.
 */
export function placesOf({ address, readUrls = [] }: Pick<Ground, "address" | "readUrls">): Database {
  return { databaseUrl: typeof address === "object" ? "" : urlOf(address), readUrls: readUrls.map(urlOf) };
}

/**
 * Returns the settings that a process which is started later must have as the others do: `.env` may name another database
 * by then, and orders would be placed in both.
 */
function settledOf(config: Config): Record<string, string> {
  return Object.fromEntries(settledNames.map((name) => [settings[name].env, config[name]]));
}

async function settleShop({ address }: Ground): Promise<void> {
  const { settlePlaceholder } = await import("../sample.ts");
  const db = openDatabase({ url: address, sharedConnections: 1, transactionConnections: 1 });
  try {
    await onceItAnswers(() => settlePlaceholder(db));
  } finally {
    await db.close();
  }
}
