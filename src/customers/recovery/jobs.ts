import type { Database } from "../../platform/database/database.ts";
import type { Task } from "../../platform/jobs/task.ts";
import { patiently } from "../../platform/mail/jobs.ts";
import type { Letter } from "../../platform/mail/letter.ts";
import type { Post } from "../../platform/mail/post.ts";
import { emailKey } from "../accounts/email.ts";
import { emailProofLetter, movedLetter, newPasswordLetter } from "./letters.ts";
import { addMailedToken, addressee, addresseeOf, passwordless, type Purpose } from "./queries.ts";
import { newMailedToken } from "./token.ts";

type Needs = { readonly db: Database; readonly post: Post; readonly storefrontUrl: string };
type Addressee = { readonly customer_id: number; readonly name: string; readonly email: string };

const tokenMinutes = 60;

/** The token is drawn by the run that mails it, so that it never lies readable in a queue; a second run draws another. */
const tokenFor = async (
  { db }: Needs,
  { customer_id: customerId, email }: Addressee,
  purpose: Purpose,
): Promise<string> => {
  const { text, tokenHash } = newMailedToken(customerId);
  const expiresAt = new Date(Date.now() + tokenMinutes * 60_000);
  await db.all(addMailedToken({ customerId, tokenHash, purpose, emailKey: emailKey(email), expiresAt }));
  return text;
};

/** Mails about accounts; whoever has no account, or has proven the address meanwhile, gets none. */
export const recoveryTasks = (needs: Needs) => {
  const mail = async (
    found: Addressee | undefined,
    purpose: Purpose,
    write: (to: Letter["to"], token: string, url: string) => Letter,
    job: Parameters<Post["send"]>[1],
  ) => {
    if (!found) return;
    const token = await tokenFor(needs, found, purpose);
    await needs.post.send(write({ name: found.name, address: found.email }, token, needs.storefrontUrl), job);
  };

  const newPassword: Task<{ emailKey: string }> = {
    ...patiently,
    run: async (payload, job) =>
      mail(await needs.db.first(addresseeOf(payload.emailKey)), "password", newPasswordLetter, job),
  };
  const movedPassword: Task<{ emailKey: string }> = {
    ...patiently,
    // Once an hour, however often somebody tries. A second run of this job is not stopped by the token of its first.
    run: async ({ emailKey: key }, job) => {
      const expiring = { from: job.createdAt, to: new Date(job.createdAt.getTime() + tokenMinutes * 60_000) };
      await mail(await needs.db.first(passwordless(key, expiring)), "password", movedLetter, job);
    },
  };
  const emailProof: Task<{ customerId: number }> = {
    ...patiently,
    run: async ({ customerId }, job) =>
      mail(await needs.db.first(addressee(customerId)), "email", emailProofLetter, job),
  };
  return {
    "mail-new-password": newPassword,
    "mail-moved-password": movedPassword,
    "mail-email-proof": emailProof,
  } as const;
};
