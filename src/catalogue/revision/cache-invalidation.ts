import { setTimeout as delay } from "node:timers/promises";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./revision.queries.ts";

const replicaLookMilliseconds = 100;
const replicaPatienceMilliseconds = 60_000;

/**
 * Drops kept replies when the catalogue changed. While no signal can arrive the revision is asked for each second;
 * when the connection is back everything is dropped, since a signal may have been missed.
 */
export function catalogueInvalidation(db: Database, replies: Pick<Replies, "forgetAll">): Listener {
  let known: number | undefined;
  // Where the database is away, replies are served until their age limit.
  const ignored = () => undefined;
  return {
    received: (announced) => {
      replies.forgetAll();
      forgetWhenReplicaHas(Number(announced), db, replies).catch(ignored);
    },
    connected: () => {
      known = undefined;
      replies.forgetAll();
    },
    missing: () => {
      db.first(revision()).then((found) => {
        // The first answer after a loss drops everything too: the change may have come before the question.
        if (found?.revision !== known) replies.forgetAll();
        known = found?.revision;
      }, ignored);
    },
  };
}

/**
 * A replica that lags answers from before the change, and such an answer may have been kept since: when the replica
 * has the revision too, everything is dropped once more.
 */
async function forgetWhenReplicaHas(
  announced: number,
  { reader }: Database,
  replies: Pick<Replies, "forgetAll">,
): Promise<void> {
  const until = Date.now() + replicaPatienceMilliseconds;
  for (let isFirstLook = true; Date.now() < until; isFirstLook = false) {
    const found = await reader.first(revision());
    if (found && found.revision >= announced) return isFirstLook ? undefined : replies.forgetAll();
    await delay(replicaLookMilliseconds, undefined, { ref: false });
  }
}
