import { join } from "node:path";
import { kept } from "./atomic-file.ts";
import { followPrimary } from "./clone.ts";
import type { EmbeddedDatabase } from "./index.ts";
import { killAll } from "./orphaned-processes.ts";
import type { ReplicasOptions } from "./replicas.ts";
import type { SlotState } from "./replicas.queries.ts";
import { openStarter } from "./replica-starter.ts";
import { nameOfReplica, placeOfReplica } from "./start-replica.ts";
import { supervise, type Restarts, type Supervised } from "./supervisor.ts";

type KeptReplica = {
  readonly url: () => string;
  /** Judges by the states of the slots whether it follows. */
  look(states: ReadonlyMap<string, SlotState>): void;
  /** Counts the time without following from now on. */
  pardon(): void;
  stop(): Promise<void>;
};

/** A replica is started again for as long as its primary runs: nothing is lost with it. */
const restarts: Restarts = {
  firstPauseMilliseconds: 100,
  longestPauseMilliseconds: 30_000,
  attempts: Infinity,
  steadyMilliseconds: 60_000,
};
/** Time after which a replica that runs, and does not follow a primary that runs, is copied anew. */
const patienceMilliseconds = 30_000;

/** Starts one replica and keeps it running. */
export async function keepReplica(number: number, options: ReplicasOptions): Promise<KeptReplica> {
  const { installation, primaryUrl, tell } = options;
  const { cluster, folder, account } = placeOfReplica(installation.place, number);
  const name = nameOfReplica(number);
  const starter = openStarter(number, options);
  let isStopped = false;
  const first = await starter.start().catch((error: unknown) => notStarted(folder, error as Error));
  const supervised: Supervised = supervise(first, {
    start: starter.start,
    restarts,
    tell: (what, about) => tell(what, { replica: number, ...about }),
  });
  const rebuild = (reason: string): void => {
    starter.startAnew();
    tell("rebuilt", { replica: number, reason });
    // Its supervisor then starts it again.
    void killAll(cluster);
  };

  return {
    url: supervised.url,
    look(states) {
      if (isStopped || !starter.isStarted()) return;
      if (starter.moveTo(primaryUrl())) {
        followPrimary({ cluster, url: primaryUrl(), name, owner: account });
        reload(cluster);
      }
      const state = states.get(name);
      if (state === "active") starter.follows();
      else if (state === undefined || state === "lost") rebuild("the log that it needs is gone");
      else if (starter.idleMilliseconds() > patienceMilliseconds) rebuild("it does not follow the primary");
    },
    pardon: starter.follows,
    async stop() {
      isStopped = true;
      await supervised.stop();
      // A start may be waiting for the primary, which ends too.
      await killAll(cluster);
    },
  };
}

/** Returns a database that ended before it was started, for its supervisor to start. */
function notStarted(dataFolder: string, { message }: Error): EmbeddedDatabase {
  const url = "postgres://127.0.0.1:9/selvedge";
  return { url, dataFolder, created: false, stop: async () => undefined, exited: Promise.resolve(message) };
}

/** Makes a running server read its settings again. */
function reload(cluster: string): void {
  const [pid] = (kept(join(cluster, "postmaster.pid")) ?? "").split("\n");
  try {
    if (pid) process.kill(Number(pid), "SIGHUP");
  } catch {
    // It has just ended; its next start reads them.
  }
}
