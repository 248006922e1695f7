import type pg from "pg";
import { isOfReplica } from "./failure.ts";

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** Whether there is a replica for reads, and whether it answers them. */
export type ReplicaState = "none" | "answers" | "away";

/** Called when the replica begins to fail, and when it answers again. */
export type TellOfReplica = (state: "answers" | "away", error?: unknown) => void;

/** Time without reads from the replica after a failure; then one read tries it again. */
const pauseMilliseconds = 5000;

/**
 * Returns a function that reads from a replica, or from the primary while the replica does not answer or lacks a
 * migration. Readers accept stale rows, so the primary's current ones serve as well.
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
    // Only one of many concurrent reads tries a replica that failed before.
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
