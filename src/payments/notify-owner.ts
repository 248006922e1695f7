import type { Log } from "../platform/log.ts";
import type { Config } from "../platform/config.ts";
import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { mailing } from "../platform/mail/mail.jobs.ts";
import type { Post } from "../platform/mail/post.ts";
import { ownerLetter, sentenceOf, type OwnerNews } from "./owner.letter.ts";

/** The job that tells the shop's owner what happened to money. */
const task = "tell-owner";

type Dependencies = {
  readonly config: Pick<Config, "ownerEmail">;
  readonly log: Pick<Log, "error">;
  readonly post: Post;
};

/** Told once the transaction is committed that wrote down what happened. */
export function tellOwner(news: OwnerNews) {
  return enqueue(task, news);
}

/** Tells the owner by mail; where no address is set, the log alone tells it. */
export function ownerTasks({ config: { ownerEmail }, log, post }: Dependencies) {
  return {
    [task]: mailing<OwnerNews>(async (news, job) => {
      if (ownerEmail === "") log.error(news, sentenceOf(news));
      else await post.send(ownerLetter(ownerEmail, news), job);
    }),
  };
}
