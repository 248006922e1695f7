import type { Database } from "../../platform/database/database.ts";
import { mailing } from "../../platform/mail/jobs.ts";
import type { Letter } from "../../platform/mail/letter.ts";
import type { Post, Sending } from "../../platform/mail/post.ts";
import { emailKey } from "../accounts/email.ts";
import { emailProofLetter, movedLetter, newPasswordLetter } from "./letters.ts";
import { addMailedToken, addressee, addresseeOf, passwordless, type Purpose } from "./queries.ts";
import { mailedToken } from "./token.ts";

type Needs = {
  readonly db: Database;
  readonly post: Post;
  readonly storefrontUrl: string;
  readonly mailedSecret: Buffer;
};
type Addressee = { readonly customer_id: number; readonly name: string; readonly email: string };

const tokenMinutes = 60;

/**
 * The token is drawn by the run that mails it, so that it never lies readable in a queue. A second run of the same job draws
 * the same one, which is good for an hour from then on.
 */
const tokenFor = async (
  { db, mailedSecret }: Needs,
  { customer_id: customerId, email }: Addressee,
  purpose: Purpose,
  jobId: string,
): Promise<string> => {
  const key = emailKey(email);
  const { text, tokenHash } = mailedToken(mailedSecret, { jobId, customerId, emailKey: key });
  const expiresAt = new Date(Date.now() + tokenMinutes * 60_000);
  await db.all(addMailedToken({ customerId, tokenHash, purpose, emailKey: key, expiresAt }));
  return text;
};

/** Mails about accounts; whoever has no account, or has proven the address meanwhile, gets none. */
export const recoveryTasks = (needs: Needs) => {
  const mail = async (
    found: Addressee | undefined,
    purpose: Purpose,
    write: (to: Letter["to"], token: string, url: string) => Letter,
    job: Sending,
  ) => {
    if (!found) return;
    const token = await tokenFor(needs, found, purpose, job.id);
    const to = { name: found.name, address: found.email, customerId: found.customer_id };
    await needs.post.send(write(to, token, needs.storefrontUrl), job);
  };

  return {
    "mail-new-password": mailing<{ emailKey: string }>(async (payload, job) =>
      mail(await needs.db.first(addresseeOf(payload.emailKey)), "password", newPasswordLetter, job),
    ),
    // Once an hour, however often somebody tries. A second run of this job is not stopped by the token of its first.
    "mail-moved-password": mailing<{ emailKey: string }>(async ({ emailKey: key }, job) => {
      const expiring = { from: job.createdAt, to: new Date(job.createdAt.getTime() + tokenMinutes * 60_000) };
      await mail(await needs.db.first(passwordless(key, expiring)), "password", movedLetter, job);
    }),
    "mail-email-proof": mailing<{ customerId: number }>(async ({ customerId }, job) =>
      mail(await needs.db.first(addressee(customerId)), "email", emailProofLetter, job),
    ),
  } as const;
};
