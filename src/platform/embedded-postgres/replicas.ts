import type { Installation } from "./cluster.ts";
import { keepReplica } from "./keep-replica.ts";
import { killOrphans } from "./orphaned-processes.ts";
import { dropOtherSlots, slotStates, waitForReplicas } from "./replicas.queries.ts";
import { nameOfReplica, placeOfReplica, removeReplica, replicasIn } from "./start-replica.ts";

/** How the replicas of the embedded database are run. */
export type ReplicasOptions = {
  /** Number of replicas. */
  readonly count: number;
  /** Number of replicas that must have stored a change before it is confirmed. */
  readonly synchronous: number;
  readonly installation: Installation;
  /** Returns the primary's current URL. */
  readonly primaryUrl: () => string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly progress: (text: string) => void;
  readonly alarm: (text: string) => void;
  /** Called when a replica ends, runs again, or is copied anew because it cannot follow any more. */
  readonly tell: (what: "ended" | "returned" | "rebuilt", about: Readonly<Record<string, unknown>>) => void;
};

export type RunningReplicas = {
  /** Returns the current URL of each. */
  readonly urls: readonly (() => string)[];
  stop(): Promise<void>;
};

const lookMilliseconds = 2_000;

/**
 * Starts streaming replicas of a running embedded database, removes those of an earlier start that are too many, and
 * keeps them running and following. A replica that cannot be started is tried again; the primary runs without it.
 */
export async function startReplicas(options: ReplicasOptions): Promise<RunningReplicas> {
  const { count, synchronous, primaryUrl } = options;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const names = numbers.map(nameOfReplica);
  await removeSurplus(options, names);
  if (count === 0) return { urls: [], stop: async () => undefined };
  const replicas = await Promise.all(numbers.map((number) => keepReplica(number, options)));
  if (synchronous > 0) await waitForReplicas(primaryUrl(), synchronous, names);
  const watch = setInterval(() => {
    slotStates(primaryUrl())
      .then((states) => replicas.forEach((replica) => replica.look(states)))
      // While the primary is away no replica follows it; it is looked after by itself.
      .catch(() => replicas.forEach((replica) => replica.pardon()));
  }, lookMilliseconds).unref();
  return {
    urls: replicas.map(({ url }) => url),
    async stop() {
      clearInterval(watch);
      await Promise.all(replicas.map((replica) => replica.stop()));
    },
  };
}

/** Removes the replicas of an earlier start that are too many: their slots would keep the write-ahead log for ever. */
async function removeSurplus(
  { count, installation, primaryUrl, progress }: ReplicasOptions,
  names: readonly string[],
): Promise<void> {
  const surplus = replicasIn(installation.place).filter((number) => number > count);
  if (surplus.length === 0) return;
  for (const number of surplus) await killOrphans(placeOfReplica(installation.place, number).cluster, progress);
  await dropOtherSlots(primaryUrl(), names);
  for (const number of surplus) await removeReplica(installation.place, number, progress);
}
