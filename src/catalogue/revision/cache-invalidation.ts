import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./revision.queries.ts";

type Source = Pick<Database, "first" | "requireFreshReplicas">;

type Kept = Pick<Replies, "forgetAll"> & { readonly share?: Replies["share"] };

/**
 * Invalidates cached replies when the catalogue changes, and shares new ones with servers that know the same revision.
 * From then on, replies are made from replicas only once these have the change. While the listening connection is lost,
 * nothing is shared and the revision is polled every second; when it is restored, all replies are invalidated, since a
 * notification may have been missed.
 */
export function catalogueInvalidation(db: Source, replies: Kept): Listener {
  let known: number | undefined;
  /** The last revision that was announced on this connection, 0 before the first; undefined while it is lost. */
  let announced: number | undefined;
  /** Whether sharing has yet to begin, because the database did not answer. */
  let isOwed = false;
  // While the database is unavailable, cached replies are served until their age limit.
  const ignored = () => undefined;
  const changed = (): void => {
    db.requireFreshReplicas();
    replies.forgetAll();
  };
  const shareFrom = (revisionNow: number): void => {
    if (announced === undefined) return;
    announced = revisionNow;
    replies.share?.(revisionNow);
  };
  const shareWhatIsThere = async (): Promise<void> => {
    isOwed = false;
    const before = announced;
    const found = await db.first(revision());
    // What was announced meanwhile is newer.
    if (!found || before !== announced) return;
    // What is shared from now on has this revision, also where a replica is read.
    db.requireFreshReplicas();
    shareFrom(found.revision);
  };
  const shareSoon = (): void =>
    void shareWhatIsThere().catch(() => {
      isOwed = replies.share !== undefined;
    });
  return {
    received: (payload) => {
      changed();
      shareFrom(Number(payload));
    },
    // With the revision of a hint that is late, replies from before a change would be found again.
    hinted: () => {
      changed();
      if (replies.share) shareSoon();
    },
    connected: () => {
      known = undefined;
      announced = 0;
      changed();
      if (replies.share) shareSoon();
    },
    heard: () => {
      if (isOwed && announced !== undefined) shareSoon();
    },
    lost: () => {
      announced = undefined;
      replies.share?.(undefined);
    },
    missing: () => {
      db.first(revision()).then((found) => {
        // The first poll after a loss invalidates everything, too: the change may precede the poll.
        if (found?.revision !== known) changed();
        known = found?.revision;
      }, ignored);
    },
  };
}
