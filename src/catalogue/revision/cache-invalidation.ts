import { setTimeout as delay } from "node:timers/promises";
import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./revision.queries.ts";

const replicaLookMilliseconds = 100;
const replicaPatienceMilliseconds = 60_000;

type Kept = Pick<Replies, "forgetAll"> & { readonly share?: Replies["share"] };

/**
 * Invalidates cached replies when the catalogue changes, and shares new ones with servers that know the same revision as
 * soon as all reads have it. While the listening connection is lost, nothing is shared and the revision is polled every
 * second; when it is restored, all replies are invalidated, since a notification may have been missed.
 */
export function catalogueInvalidation(db: Database, replies: Kept): Listener {
  let known: number | undefined;
  /** The last revision that was announced on this connection, 0 before the first; undefined while it is lost. */
  let announced: number | undefined;
  /** Whether sharing has yet to begin, because the database did not answer. */
  let isOwed = false;
  // While the database is unavailable, cached replies are served until their age limit.
  const ignored = () => undefined;
  const owe = () => void (isOwed = replies.share !== undefined);
  const shareFrom = async (revisionNow: number): Promise<void> => {
    if (announced !== undefined) announced = revisionNow;
    const found = await forgetWhenReplicaHas(revisionNow, db, replies);
    if (found !== undefined && announced !== undefined && found >= announced) replies.share?.(found);
  };
  const shareWhatIsThere = async (): Promise<void> => {
    isOwed = false;
    const before = announced;
    const found = await db.first(revision());
    // What was announced meanwhile is newer.
    if (found && before === announced) await shareFrom(found.revision);
  };
  return {
    received: (payload) => {
      replies.forgetAll();
      shareFrom(Number(payload)).catch(owe);
    },
    connected: () => {
      known = undefined;
      announced = 0;
      replies.forgetAll();
      if (replies.share) shareWhatIsThere().catch(owe);
    },
    heard: () => {
      if (isOwed && announced !== undefined) shareWhatIsThere().catch(owe);
    },
    lost: () => {
      announced = undefined;
      replies.share?.(undefined);
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
 * may predate the change. Returns the revision that the replica has then; undefined when it never got there.
 */
async function forgetWhenReplicaHas(
  announced: number,
  { reader }: Database,
  replies: Pick<Replies, "forgetAll">,
): Promise<number | undefined> {
  const until = Date.now() + replicaPatienceMilliseconds;
  for (let isFirstLook = true; Date.now() < until; isFirstLook = false) {
    const found = await reader.first(revision());
    if (found && found.revision >= announced) {
      if (!isFirstLook) replies.forgetAll();
      return found.revision;
    }
    await delay(replicaLookMilliseconds, undefined, { ref: false });
  }
  return undefined;
}
