import type { Database, Writer } from "../database/database.ts";
import { pagesOf } from "../database/pages.ts";
import { inBatches } from "../jobs/sweep.ts";
import type { Task } from "../jobs/task.ts";
import { removeMails, sweepMailFiles } from "./folder.ts";
import * as queries from "./mail.queries.ts";

/**
 * Number of days for which sent mails are recorded, as long as mail files are kept; `docs/operations/personal-data.md`
 * states it.
 */
const keptDays = 30;
const batch = 1000;
const page = 100;

export const mailSchedule = { "sweep-mails": 86_400 } as const;

/** Yields the mails that a customer was sent, newest first, for the export of personal data. */
export async function* exportMails(db: Database, customerId: number) {
  const pages = pagesOf<queries.SentMailRow>(page, (limit, after) => db.all(queries.mailsOf(customerId, limit, after)));
  for await (const mails of pages)
    yield* mails.map(({ subject, sent_at }) => ({ subject, sent_on: sent_at.toISOString() }));
}

/**
 * Deletes the records of a customer's mails in the transaction that erases the customer. Returns a function that
 * removes the mails' files: call it after the commit.
 */
export async function eraseMails(tx: Writer, dataDir: string, customerId: number): Promise<() => Promise<void>> {
  const ids = (await tx.all(queries.eraseMailsOf(customerId))).map(({ mail_id }) => mail_id);
  return () => removeMails(dataDir, ids);
}

/** Deletes old records of sent mails, and the mail files of a shop without a mail server. */
export function mailTasks(db: Database, dataDir: string) {
  return {
    "sweep-mails": {
      run: async (_payload, job) => {
        const before = new Date(Date.now() - keptDays * 86_400_000);
        const left = await inBatches(
          job,
          async () => (await db.first(queries.sweepSentMails(before, batch)))?.count === batch,
        );
        if (left === undefined) await sweepMailFiles(dataDir, before);
        return left;
      },
    } satisfies Task,
  };
}
