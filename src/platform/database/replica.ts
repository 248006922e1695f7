import type pg from "pg";
import { isOfReplica } from "./failure.ts";

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** Whether there is a replica for reads, and whether it answers them. */
export type ReplicaState = "none" | "answers" | "away";

/** Is told when the replica begins to fail, and when it answers again. */
export type TellOfReplica = (state: "answers" | "away", error?: unknown) => void;

/** After a failure the replica is left alone for so long; then one read tries it. */
const pauseMilliseconds = 5000;

/**
 * Reads from a replica, and from the primary for as long as the replica does not answer or is behind a migration: readers
 * take what may be old, so what is new is as good.
 */
export function readFromReplica(replica: Run, primary: Run, tell: TellOfReplica) {
  let tryAgainAt = 0;
  let state: Exclude<ReplicaState, "none"> = "answers";
  const turn = (now: typeof state, error?: unknown): void => {
    if (state !== now) tell(now, error);
    state = now;
  };
  const run: Run = async (statement) => {
    if (Date.now() < tryAgainAt) return primary(statement);
    // Of many reads at once one tries a replica that failed before.
    if (state === "away") tryAgainAt = Date.now() + pauseMilliseconds;
    try {
      const result = await replica(statement);
      tryAgainAt = 0;
      turn("answers");
      return result;
    } catch (error) {
      if (!isOfReplica(error)) throw error;
      tryAgainAt = Date.now() + pauseMilliseconds;
      turn("away", error);
      return primary(statement);
    }
  };
  return { run, state: (): ReplicaState => state };
}
