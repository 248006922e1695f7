import type pg from "pg";
import type { Address, Limits } from "./connection.ts";
import { isOfReplica } from "./failure.ts";
import { recordPositions } from "./position.ts";
import { openReplica, type Replica, type ReplicaReport } from "./replica.ts";
import { openRequirement } from "./required-position.ts";

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** Called when the state of the replica with this index changes. */
export type TellOfReplica = (index: number, report: ReplicaReport, error?: unknown) => void;

export type ReplicasOptions = {
  /** Addresses of standbys of the primary, each of one server. */
  readonly addresses: readonly Address[];
  /** Runs a statement on the primary. */
  readonly primary: Run;
  /** Connections for reads to each replica. */
  readonly connections: number;
  readonly limits?: Partial<Limits> | undefined;
  /** A replica that is further behind the primary is not read from. */
  readonly longestLagMilliseconds: number;
  readonly tell: TellOfReplica;
};

export type Replicas = {
  /** Runs a read on the replica with the fewest reads waiting, or on the primary. */
  readonly run: Run;
  reports(): ReplicaReport[];
  /**
   * From now on, a replica is read from only once it has replayed all that the primary has committed until now. Reads
   * go to the primary until the primary has said what that is.
   */
  requireFresh(): void;
  close(): Promise<void>;
};

/** Time between two questions for the primary's position. */
const sampleMilliseconds = 250;

/** Opens replicas of a primary for reads that accept rows of up to some milliseconds ago. */
export function openReplicas(options: ReplicasOptions): Replicas {
  const { addresses, primary, longestLagMilliseconds } = options;
  if (addresses.length === 0)
    return { run: primary, reports: () => [], requireFresh: () => undefined, close: async () => undefined };
  const positions = recordPositions(longestLagMilliseconds);
  // Before the first answer of the primary, a replica could lack the migrations that this server needs.
  const requirement = openRequirement(primary, positions);
  const replicas = addresses.map((address, index) =>
    openReplica({
      ...options,
      address,
      positions,
      required: requirement.position,
      identity: requirement.identity,
      tell: (report, error) => options.tell(index, report, error),
    }),
  );
  const ask = (): void => {
    requirement.ask().then(
      (isNew) => isNew && replicas.forEach(({ hurry }) => hurry()),
      // While the primary does not answer, replicas are measured by its last known position.
      () => undefined,
    );
  };
  const asking = setInterval(ask, sampleMilliseconds).unref();
  ask();
  const choose = openChoice(replicas);

  return {
    async run(statement) {
      const position = requirement.position();
      const replica = choose(position);
      if (!replica) return primary(statement);
      try {
        return await replica.run(statement, position);
      } catch (error) {
        if (!isOfReplica(error)) throw error;
        return primary(statement);
      }
    },
    reports: () => replicas.map(({ report }) => report()),
    requireFresh() {
      requirement.raise();
      ask();
    },
    async close() {
      clearInterval(asking);
      await Promise.all(replicas.map((replica) => replica.close()));
    },
  };
}

/** Returns a function that chooses, among the replicas that may answer, one with the fewest reads; by turns. */
function openChoice(replicas: readonly Replica[]) {
  let turn = 0;
  return (position: number): Replica | undefined => {
    turn = (turn + 1) % replicas.length;
    let best: Replica | undefined;
    for (let step = 0; step < replicas.length; step += 1) {
      const replica = replicas[(turn + step) % replicas.length] as Replica;
      const mayAnswer = replica.report().state === "answers" && replica.replayed() >= position;
      if (mayAnswer && (!best || replica.waiting() < best.waiting())) best = replica;
    }
    return best;
  };
}
