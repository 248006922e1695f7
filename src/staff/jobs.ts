import type { Database } from "../platform/database/database.ts";
import { inBatches } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { mailing } from "../platform/mail/mail.jobs.ts";
import type { Post } from "../platform/mail/post.ts";

type Dependencies = {
  readonly db: Database;
  readonly post: Post;
  readonly staffUrl: string;
  readonly shopName: string;
};

const batch = 5000;
const resetMilliseconds = 3_600_000;

export const staffSchedule = { "sweep-staff": 3600 } as const;

/** Returns the tasks that mail invitations, and delete what nobody needs any more. */
export function staffTasks({ db, post, staffUrl, shopName }: Dependencies) {
  return {
    // Tokens are drawn in the run that mails them, so that none is ever readable in the queue: of several mails of one
    // invitation, the link of the last one works.
    "mail-staff-invitation": mailing<{ invitationId: number }>(async ({ invitationId }, job) => {
      const { giveToken } = await import("./invitations.queries.ts");
      const { hashOfSecret, newToken } = await import("./secrets.ts");
      const { invitationLetter, invitationLink } = await import("./letters.ts");
      const token = newToken();
      const found = await db.first(giveToken(invitationId, hashOfSecret(token), new Date()));
      if (!found || found.email === "") return;
      await post.send(invitationLetter({ ...found, link: invitationLink(staffUrl, token), shopName }), job);
    }),
    "mail-staff-password": mailing<{ emailKey: string }>(async ({ emailKey }, job) => {
      const { credentials } = await import("./staff.queries.ts");
      const { keepResetToken } = await import("./password-reset.queries.ts");
      const { hashOfSecret, newToken } = await import("./secrets.ts");
      const { passwordLetter } = await import("./letters.ts");
      const found = await db.first(credentials(emailKey));
      if (!found) return;
      const token = newToken();
      const expiresAt = new Date(Date.now() + resetMilliseconds);
      await db.all(keepResetToken(found.staff_id, hashOfSecret(token), expiresAt));
      await post.send(passwordLetter(found.email, staffUrl, token), job);
    }),
    "sweep-staff": {
      run: async (_payload, job) => {
        const { sweepInvitations } = await import("./invitations.queries.ts");
        const { sweepResetTokens } = await import("./password-reset.queries.ts");
        const { sweepSessions } = await import("./sessions.queries.ts");
        const { knownMilliseconds } = await import("./sign-in-limits.ts");
        const now = Date.now();
        const left = await inBatches(
          job,
          async () => (await db.first(sweepSessions(new Date(now - knownMilliseconds), batch)))?.count === batch,
        );
        if (left) return left;
        await db.all(sweepInvitations(new Date(now)));
        await db.all(sweepResetTokens(new Date(now)));
        return undefined;
      },
    } satisfies Task,
  } as const;
}
