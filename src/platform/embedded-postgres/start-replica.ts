import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cloneCluster, followPrimary } from "./clone.ts";
import { addressOf, launch, type Installation, type Launched } from "./cluster.ts";
import { makeOwnFolder, type Place } from "./data-folder.ts";
import type { EmbeddedDatabase } from "./index.ts";
import { watchLogs } from "./log-watch.ts";
import { killOrphans } from "./orphaned-processes.ts";
import { freePort } from "./port.ts";

/** A replica of the embedded database, in a folder beside it. */
export type ReplicaStart = {
  /** Installation of the primary. */
  readonly installation: Installation;
  readonly number: number;
  readonly primaryUrl: string;
  /** Copies the primary even where there is a copy. */
  readonly isAnew: boolean;
  /** Further settings of PostgreSQL: those of the primary, whose limits it must not fall below. */
  readonly settings: Readonly<Record<string, string>>;
  readonly progress: (text: string) => void;
  readonly alarm: (text: string) => void;
};

/** A replica needs less memory than the primary: it only reads, and there may be several. */
const sharedBuffers = "128MB";

/**
 * Starts a replica, and copies the primary first where there is no copy yet. Throws when it cannot be copied or started.
 */
export async function startReplica(start: ReplicaStart): Promise<EmbeddedDatabase> {
  const { installation, number, primaryUrl, settings, progress, alarm } = start;
  const { binaries } = installation;
  const place = placeOfReplica(installation.place, number);
  const name = nameOfReplica(number);
  makeOwnFolder(place.folder, place.account);
  await killOrphans(place.cluster, progress);
  const created = start.isAnew || !existsSync(place.cluster);
  const copy = { url: primaryUrl, owner: place.account, name };
  if (created) await cloneCluster({ ...copy, source: installation.place.cluster, target: place.cluster });
  else followPrimary({ ...copy, cluster: place.cluster });
  const port = await freePort([]);
  const own = { ...settings, shared_buffers: sharedBuffers, hot_standby_feedback: "on" };
  const launched = await launch({ binaries, place }, port, own, progress);
  if (!launched.isReady) throw launched.refusal;
  return running(launched, { place, url: addressOf(new URL(primaryUrl).password, port), created, alarm });
}

/** Returns the numbers of the replicas that have a folder. */
export function replicasIn({ folder }: Place): number[] {
  return readdirSync(folder).flatMap((name) => {
    const number = /^replica-(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/** Stops what is left of a replica, and deletes its copy. */
export async function removeReplica(primary: Place, number: number, progress: (text: string) => void): Promise<void> {
  const { folder, cluster } = placeOfReplica(primary, number);
  await killOrphans(cluster, progress);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Returns the folders of a replica. */
export function placeOfReplica({ folder, account }: Place, number: number): Place {
  const own = join(folder, `replica-${number}`);
  return { folder: own, cluster: join(own, "cluster"), logs: join(own, "log"), account };
}

/** Returns the name of a replica's slot, and of the replica in the primary's list of standbys. */
export function nameOfReplica(number: number): string {
  return `replica_${number}`;
}

type Ready = Extract<Launched, { isReady: true }>;

function running(
  ready: Ready,
  { place, url, created, alarm }: { place: Place; url: string; created: boolean; alarm: (text: string) => void },
): EmbeddedDatabase {
  const watch = watchLogs(place.logs, alarm);
  return {
    url,
    dataFolder: place.folder,
    created,
    async stop() {
      await ready.stop();
      watch.end();
    },
    exited: ready.ended.then((reason) => {
      watch.end();
      return ready.wasStopped() ? new Promise<string>(() => {}) : reason;
    }),
  };
}
