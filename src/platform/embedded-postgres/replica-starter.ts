import type { EmbeddedDatabase } from "./index.ts";
import { startReplica, type ReplicaStart } from "./start-replica.ts";

type StarterOptions = Pick<ReplicaStart, "installation" | "progress" | "alarm"> & {
  readonly settings?: ReplicaStart["settings"];
  /** Returns the primary's current URL. */
  readonly primaryUrl: () => string;
};

/** Number of starts in a row that may fail before the replica is copied anew. */
const mostFailures = 3;

/** Starts a replica as often as needed, and remembers whether its copy is fit and when it last followed. */
export function openStarter(
  number: number,
  { installation, primaryUrl, settings = {}, progress, alarm }: StarterOptions,
) {
  let followed = "";
  let followedAt = performance.now();
  let failures = 0;
  let isUnfit = false;
  let isStarting = false;

  const startOnce = async (): Promise<EmbeddedDatabase> => {
    const isAnew = isUnfit || failures >= mostFailures;
    failures += 1;
    followed = primaryUrl();
    const how = { installation, number, primaryUrl: followed, isAnew, settings, progress, alarm };
    const started = await startReplica(how);
    failures = 0;
    isUnfit = false;
    followedAt = performance.now();
    return started;
  };
  return {
    start(): Promise<EmbeddedDatabase> {
      isStarting = true;
      return startOnce().finally(() => (isStarting = false));
    },
    /** Makes the next start copy the primary. */
    startAnew: () => void (isUnfit = true),
    isStarted: () => !isStarting && !isUnfit,
    follows: () => void (followedAt = performance.now()),
    idleMilliseconds: () => performance.now() - followedAt,
    /** Returns whether the primary has moved since the last call or start. */
    moveTo(url: string): boolean {
      const hasMoved = url !== followed;
      followed = url;
      return hasMoved;
    },
  };
}
