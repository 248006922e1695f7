import type { Database } from "../../platform/database/database.ts";
import { mailing } from "../../platform/mail/mail.jobs.ts";
import type { Letter } from "../../platform/mail/letter.ts";
import type { Post, Sending } from "../../platform/mail/post.ts";
import { undoableMilliseconds, type ToldChange } from "../accounts/announce-change.ts";
import { emailKey } from "../accounts/email.ts";
import { changeLetter, emailProofLetter, lostAccountLetter, movedLetter, newPasswordLetter } from "./letters.ts";
import {
  addMailedToken,
  addressee,
  addresseeOf,
  changedCustomer,
  passwordless,
  type Purpose,
} from "./recovery.queries.ts";
import { mailedToken } from "./mailed-token.ts";

type Dependencies = {
  readonly db: Database;
  readonly post: Post;
  readonly storefrontUrl: string;
  readonly mailedSecret: Buffer;
};
type Addressee = {
  readonly customer_id: number;
  readonly name: string;
  readonly email: string;
  /** Whether the email was verified before the change that the mail is about. */
  readonly isProven?: boolean;
};

const tokenMinutes = 60;

/** Returns the tasks that send mails about accounts. None is sent without an account or to verify a verified email. */
export function recoveryTasks(dependencies: Dependencies) {
  const mail = async (
    found: Addressee | undefined,
    purpose: Purpose,
    write: (to: Letter["to"], token: string, url: string) => Letter,
    job: Sending,
  ) => {
    if (!found) return;
    const token = await tokenFor(dependencies, found, purpose, job);
    const to = { name: found.name, address: found.email, customerId: found.customer_id };
    await dependencies.post.send(write(to, token, dependencies.storefrontUrl), job);
  };

  return {
    "mail-new-password": mailing<{ emailKey: string }>(async (payload, job) =>
      mail(await dependencies.db.first(addresseeOf(payload.emailKey)), "password", newPasswordLetter, job),
    ),
    // Sent once an hour, however often sign-in is tried. The token of the job's first run does not stop its second run.
    "mail-moved-password": mailing<{ emailKey: string }>(async ({ emailKey: key }, job) => {
      const expiring = { from: job.createdAt, to: new Date(job.createdAt.getTime() + tokenMinutes * 60_000) };
      await mail(await dependencies.db.first(passwordless(key, expiring)), "password", movedLetter, job);
    }),
    "mail-email-proof": mailing<{ customerId: number }>(async ({ customerId }, job) =>
      mail(await dependencies.db.first(addressee(customerId)), "email", emailProofLetter, job),
    ),
    "mail-account-change": mailing<ToldChange>(async ({ customerId, email, changes, isProven, movedTo }, job) => {
      const found = await dependencies.db.first(changedCustomer(customerId));
      const reader = found && { customer_id: customerId, name: isProven ? found.name : "", email, isProven };
      await mail(reader, "undo", changeLetter(changes, movedTo), job);
    }),
    // To nobody by name: that the account had this email says nothing about its reader.
    "mail-lost-account": mailing<{ customerId: number; email: string }>(async ({ customerId, email }, job) =>
      dependencies.post.send(lostAccountLetter({ name: "", address: email, customerId }), job),
    ),
  } as const;
}

/**
 * Derives the token in the run that mails it, so that it is never readable in the queue. A second run of the job
 * derives the same token, which is then valid for another hour. An undo token expires a fixed time after the change.
 */
async function tokenFor(
  { db, mailedSecret }: Dependencies,
  { customer_id: customerId, email, isProven = false }: Addressee,
  purpose: Purpose,
  { id: jobId, createdAt }: Pick<Sending, "id" | "createdAt">,
): Promise<string> {
  const key = emailKey(email);
  const { text, tokenHash } = mailedToken(mailedSecret, { jobId, customerId, emailKey: key });
  const token = { customerId, tokenHash, purpose, emailKey: key, isProven };
  await db.all(
    purpose === "undo"
      ? addMailedToken({ ...token, email, expiresAt: new Date(createdAt.getTime() + undoableMilliseconds) })
      : addMailedToken({ ...token, email: null, expiresAt: new Date(Date.now() + tokenMinutes * 60_000) }),
  );
  return text;
}
