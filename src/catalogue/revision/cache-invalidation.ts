import { setTimeout as delay } from "node:timers/promises";
import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./revision.queries.ts";

const replicaLookMilliseconds = 100;
const replicaPatienceMilliseconds = 60_000;

/**
 * Invalidates cached replies when the catalogue changes. While the listening connection is lost, the revision is polled
 * every second; when it is restored, all replies are invalidated, since a notification may have been missed.
 */
export function catalogueInvalidation(db: Database, replies: Pick<Replies, "forgetAll">): Listener {
  let known: number | undefined;
  // While the database is unavailable, cached replies are served until their age limit.
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
        // The first poll after a loss invalidates everything, too: the change may precede the poll.
        if (found?.revision !== known) replies.forgetAll();
        known = found?.revision;
      }, ignored);
    },
  };
}

/**
 * Invalidates all replies again when a lagging replica has the revision: replies that were read from it in the meantime
 * may predate the change.
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
