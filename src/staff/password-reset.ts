import { emailKey, isEmail, requireGoodPassword } from "../customers/index.ts";
import type { Config } from "../platform/config.ts";
import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { aboutEmail } from "../platform/jobs/subject.ts";
import { attempt } from "../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../platform/limits/networks.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import * as queries from "./password-reset.queries.ts";
import { withToken, wrongToken } from "./mailed-token.ts";
import { hashOfSecret } from "./secrets.ts";
import { endSessionsOf } from "./sessions.queries.ts";
import { spendCode, type Call, type StaffDependencies } from "./sign-in.ts";
import { signInLimits } from "./sign-in-limits.ts";
import { holdStaff } from "./staff.queries.ts";

const hour = 3600;

export type ResetDependencies = StaffDependencies & {
  readonly mailLimits: Pick<Config, "passwordMailsPerHour" | "passwordMailsPerAddress">;
};

type Reset = { readonly token: string; readonly password: string; readonly code: string };

/**
 * Queues a mail to set a new password. Nothing here depends on whether the account exists: the job finds that out, after
 * the response.
 */
export async function forgetPassword(
  { db, attempts, mailLimits }: ResetDependencies,
  email: string,
  { caller, tellLimits }: Call,
): Promise<void> {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const key = emailKey(email);
  const limits = [
    { name: "staff-forgot", key, limit: mailLimits.passwordMailsPerHour, seconds: hour, isSilent: true },
    ...perNetwork(
      { name: "staff-forgot-address", limit: mailLimits.passwordMailsPerAddress, seconds: hour },
      caller.address,
    ),
  ];
  await attempt({ attempts, tellLimits }, limits, () =>
    db.all(enqueue("mail-staff-password", { emailKey: key }, { subject: aboutEmail(key) })),
  );
}

/**
 * Sets a new password by a mailed token and a code: the mailbox alone opens nothing. Ends all sessions of the account.
 * Throws USR_01 for a wrong code, which counts as a failed sign-in, before it is looked at.
 */
export function resetPassword(
  dependencies: ResetDependencies,
  { token, password, code }: Reset,
  { caller, tellLimits }: Call,
): Promise<void> {
  const { db, attempts, hashing, shopName } = dependencies;
  const tokenHash = hashOfSecret(token);
  const work = async (): Promise<void> => {
    const found = await db.first(queries.staffOfResetToken(tokenHash, new Date()));
    if (!found) throw wrongToken();
    requireGoodPassword(password, { passwordPolicy: "on", shopName }, [found.name, found.email]);
    const ofCode = await signInLimits(dependencies, found.email_key, caller.address);
    await attempts.requireRoom(tellLimits, ofCode);
    const passwordHash = await hashing.hash(password, strangersPartOf(caller.address));
    await attempt({ attempts, tellLimits }, ofCode, () =>
      db.transaction(async (tx) => {
        const { staff_id: staffId, email: who } = found;
        const held = await tx.first(holdStaff(staffId, found.password_hash));
        if (!held || !(await tx.first(queries.spendResetToken(tokenHash, new Date())))) throw wrongToken();
        if (!(await spendCode(tx, found, code))) throw refusal("USR_01", "code", { message: "The code is wrong." });
        tx.send(queries.setPassword(staffId, passwordHash));
        tx.send(endSessionsOf(staffId, new Date()));
        const actor = { staffId, keyId: null, who, ...caller };
        recordAction(tx, actor, { act: "staff.password-reset", subject: `staff ${staffId}` });
      }),
    );
    await attempts.release(ofCode);
  };
  return withToken(dependencies, { caller, tellLimits }, work);
}
