import type pg from "pg";
import type { Address, Limits } from "./connection.ts";
import { isOfOneRead, isOfReplica } from "./failure.ts";
import { openReads } from "./pending-reads.ts";
import type { PositionLog } from "./position.ts";
import { type Look, watchReplica } from "./replica-watch.ts";
import { shareConnections } from "./shared.ts";

/**
 * `answers`: it is read from. `lags`: it is too far behind the primary. `away`: it does not answer, or not as the primary
 * would. `diverged`: it is no standby (it was promoted), is another database, or has what its primary never had.
 */
export type ReplicaState = "answers" | "lags" | "away" | "diverged";

/** A replica's state, and by how many milliseconds it is behind the primary; null when that is not known. */
export type ReplicaReport = { readonly state: ReplicaState; readonly lagMilliseconds: number | null };

/** A replica that is watched: it is read from only while it is known to be well. */
export type Replica = {
  report(): ReplicaReport;
  /** Position in the write-ahead log that it had replayed at the last look. */
  replayed(): number;
  /** Number of reads that wait for it. */
  waiting(): number;
  /** Runs a read if the replica has replayed up to `position`; throws otherwise, and when it goes away meanwhile. */
  run(statement: pg.QueryConfig, position: number): Promise<pg.QueryResult>;
  /** Looks at it at once, and often until it has replayed what is required. */
  hurry(): void;
  close(): Promise<void>;
};

export type ReplicaOptions = {
  readonly address: Address;
  readonly connections: number;
  readonly limits?: Partial<Limits> | undefined;
  readonly longestLagMilliseconds: number;
  readonly positions: PositionLog;
  /** Returns the position that it must have replayed to be read from. */
  readonly required: () => number;
  /** Identifies the primary's database; undefined while that is not known. */
  readonly identity: () => string | undefined;
  /** Called when its state changes. */
  readonly tell: (report: ReplicaReport, error?: unknown) => void;
};

/** Time between two looks at a replica: usually, while it does not answer, and while it is about to catch up. */
const pauses = { usual: 250, away: 1000, hurried: 20 };
/** Time without reads after one failed although the replica answers looks: its tables may not be there yet. */
const distrustMilliseconds = 5000;
/** Time after which a replica that had been ahead of its primary lags, if it cannot follow that one. */
const divergedMilliseconds = 60_000;

/** Watches a replica over a connection of its own, and reads from it over a few shared ones. */
export function openReplica(options: ReplicaOptions): Replica {
  const { address, connections, limits, required } = options;
  const shared = shareConnections(address, connections, limits);
  const reads = openReads();
  const health = openHealth(options, reads.failAll);
  const isAwaited = (): boolean => Number.isFinite(required()) && health.replayed() < required();
  const watch = watchReplica(address, { ...health, pause: () => pauseOf(health.report().state, isAwaited()) });
  return {
    report: health.report,
    replayed: health.replayed,
    waiting: reads.count,
    hurry: watch.hurry,
    async run(statement, position) {
      try {
        return await reads.add(shared.run(statement, position));
      } catch (error) {
        if (isOfReplica(error) && !isOfOneRead(error)) health.distrust(error);
        throw error;
      }
    },
    async close() {
      await Promise.all([watch.close(), shared.close()]);
    },
  };
}

/** Judges a replica by looks at it and by failed reads; `goneAway` is called each time it is found to be away. */
function openHealth(options: ReplicaOptions, goneAway: () => void) {
  const { positions, longestLagMilliseconds, tell } = options;
  let report: ReplicaReport = { state: "away", lagMilliseconds: null };
  let replayed = 0;
  let distrustedUntil = 0;
  let divergedUntil = 0;
  /** A replica that is well from the beginning is as expected. */
  let told: ReplicaState = "answers";

  const turn = (now: ReplicaReport, error?: unknown): void => {
    report = now;
    if (now.state === "away") goneAway();
    if (now.state !== told) tell(now, error);
    told = now.state;
  };
  return {
    report: () => report,
    replayed: () => replayed,
    seen({ isStandby, position, previousMoment, identity }: Look): void {
      const moment = performance.now();
      const isAhead = positions.isAhead({ moment: previousMoment, position: replayed });
      if (isAhead) divergedUntil = moment + divergedMilliseconds;
      replayed = position;
      const isSame = identity === undefined || identity === (options.identity() ?? identity);
      const isFollowing = isStandby && isSame && moment >= divergedUntil;
      const lag = positions.lagOf(position);
      if (moment < distrustedUntil || (isFollowing && lag === undefined)) return;
      turn(judged(isFollowing, lag ?? Infinity, longestLagMilliseconds));
    },
    lost(error: unknown): void {
      replayed = 0;
      turn({ state: "away", lagMilliseconds: null }, error);
    },
    distrust(error: unknown): void {
      distrustedUntil = performance.now() + distrustMilliseconds;
      turn({ state: "away", lagMilliseconds: null }, error);
    },
  };
}

function judged(isFollowing: boolean, lag: number, longest: number): ReplicaReport {
  const lagMilliseconds = Number.isFinite(lag) ? lag : null;
  if (!isFollowing) return { state: "diverged", lagMilliseconds };
  return { state: lag <= longest ? "answers" : "lags", lagMilliseconds };
}

function pauseOf(state: ReplicaState, isAwaited: boolean): number {
  if (state === "away") return pauses.away;
  return state === "answers" && isAwaited ? pauses.hurried : pauses.usual;
}
