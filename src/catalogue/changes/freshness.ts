import type { Replies } from "../../platform/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { revision } from "./queries.ts";

/**
 * Drops kept replies when the catalogue changed. While no signal can arrive the revision is asked for each second;
 * when the connection is back everything is dropped, since a signal may have been missed.
 */
export const catalogueFreshness = (db: Database, replies: Replies): Listener => {
  let known: number | undefined;
  return {
    received: () => replies.forgetAll(),
    connected: () => {
      known = undefined;
      replies.forgetAll();
    },
    missing: () => {
      db.first(revision()).then(
        (found) => {
          // The first answer after a loss drops everything too: the change may have come before the question.
          if (found?.revision !== known) replies.forgetAll();
          known = found?.revision;
        },
        // The database is away: replies are served until their age limit.
        () => undefined,
      );
    },
  };
};
