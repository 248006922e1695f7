import type { Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { mailing } from "../platform/mail/mail.jobs.ts";
import type { Post } from "../platform/mail/post.ts";
import { ownerLetter, sentenceOf, type OwnerNews } from "./owner.letter.ts";

/** Job that notifies the shop's owner about refunds and disputes. */
const task = "tell-owner";

type Dependencies = {
  readonly config: Pick<Config, "ownerEmail">;
  readonly log: Pick<Log, "error">;
  readonly post: Post;
};

/**
 * Returns the statement that enqueues a notification. Run in the transaction that records the event, so that the owner
 * is notified only once it is committed.
 */
export function notifyOwner(news: OwnerNews) {
  return enqueue(task, news);
}

/** Mails the notification to the owner; without an owner's address, logs it as an error. */
export function ownerTasks({ config: { ownerEmail }, log, post }: Dependencies) {
  return {
    [task]: mailing<OwnerNews>(async (news, job) => {
      if (ownerEmail === "") log.error(news, sentenceOf(news));
      else await post.send(ownerLetter(ownerEmail, news), job);
    }),
  };
}
