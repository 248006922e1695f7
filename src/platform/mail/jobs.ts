import type { Write } from "../database/statement.ts";
import { enqueue } from "../jobs/queries.ts";
import type { Task } from "../jobs/task.ts";
import type { Letter } from "./letter.ts";
import type { Post } from "./post.ts";

/** The letter is posted once the transaction is committed: `await tx.all(sendLater(letter))`. */
export const sendLater = (letter: Letter): Write<{ job_id: string }> => enqueue("mail", letter);

/**
 * How every task that mails is tried: some two days at one attempt in five minutes, so that mails outlive their
 * server's weekend; and few at once, since mail servers count connections.
 */
export const patiently = { attempts: 600, atOnce: 4 } as const;

/** Posts letters. */
export const mailTask = (post: Post): Task<Letter> => ({
  ...patiently,
  run: (letter, job) => post.send(letter, job),
});
