import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./revision.queries.ts";

type Source = Pick<Database, "first" | "requireFreshReplicas">;

/**
 * Invalidates cached replies when the catalogue changes. While the listening connection is lost, the revision is polled
 * every second; when it is restored, all replies are invalidated, since a notification may have been missed. Replies
 * are then made from replicas only once these have the change.
 */
export function catalogueInvalidation(db: Source, replies: Pick<Replies, "forgetAll">): Listener {
  let known: number | undefined;
  // While the database is unavailable, cached replies are served until their age limit.
  const ignored = () => undefined;
  const changed = (): void => {
    db.requireFreshReplicas();
    replies.forgetAll();
  };
  return {
    received: changed,
    connected: () => {
      known = undefined;
      changed();
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
