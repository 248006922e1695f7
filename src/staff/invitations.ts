import { emailKey, isEmail, requireGoodPassword } from "../customers/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { strangersPartOf } from "../platform/limits/networks.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import { actorOf } from "./actor.ts";
import * as queries from "./invitations.queries.ts";
import { endKeysOf } from "./keys.queries.ts";
import { withToken, wrongToken } from "./mailed-token.ts";
import type { Role } from "./roles.ts";
import { hashOfRecoveryCode, hashOfSecret, newRecoveryCodes, newToken } from "./secrets.ts";
import { endSessionsOf } from "./sessions.queries.ts";
import { startSession, type Call, type Entered, type StaffDependencies } from "./sign-in.ts";
import { addRecoveryCodes, anyStaff, enrolStaff, forgetRecoveryCodes } from "./staff.queries.ts";
import { base32, newTotpSecret, stepOfCode, totpUrl } from "./totp.ts";

/** A link that is shown at once is used at once; one that is mailed waits for its reader. */
const shownMinutes = 30;
const mailedHours = 72;

export type Acceptance = {
  readonly token: string;
  readonly name: string;
  readonly email?: string;
  readonly password: string;
  readonly code: string;
};

type Invited = { readonly email: string; readonly role: Role };

/** Adds an invitation whose link is mailed, within a transaction. Returns its number, for the job that mails it. */
export async function inviteByMail(tx: Writer, { email, role }: Invited): Promise<number> {
  return add(tx, { email, role, tokenHash: null, seconds: mailedHours * 3600 });
}

/** Adds an invitation, within a transaction, and returns the token of its link. */
export async function inviteByLink(tx: Writer, { email, role }: Invited): Promise<string> {
  const token = newToken();
  await add(tx, { email, role, tokenHash: hashOfSecret(token), seconds: shownMinutes * 60 });
  return token;
}

/** Returns the token for the first owner of a shop that has no staff; undefined when it has some. */
export function inviteFirstOwner(db: Database): Promise<string | undefined> {
  return db.transaction(async (tx) =>
    (await tx.first(anyStaff())) ? undefined : inviteByLink(tx, { email: "", role: "owner" }),
  );
}

/** Returns what an invitation is for, and the secret for the authenticator app. */
export function showInvitation(dependencies: StaffDependencies, token: string, call: Call) {
  return withToken(dependencies, call, async () => {
    const found = await dependencies.db.first(queries.invitation(hashOfSecret(token), new Date()));
    if (!found) throw wrongToken();
    const { email, role, totp_secret: secret } = found;
    return {
      email: email === "" ? null : email,
      role,
      totp_secret: base32(secret),
      totp_url: totpUrl(secret, dependencies.shopName, email),
    };
  });
}

/** Opens the account of an invitation, and signs its owner in. Returns the recovery codes too, which nobody can read later. */
export function acceptInvitation(dependencies: StaffDependencies, given: Acceptance, call: Call) {
  return withToken(dependencies, call, async () => {
    const { db, hashing, shopName } = dependencies;
    const tokenHash = hashOfSecret(given.token);
    const found = await db.first(queries.invitation(tokenHash, new Date()));
    if (!found) throw wrongToken();
    const email = addressFor(found.email, given.email);
    requireGoodPassword(given.password, { passwordPolicy: "on", shopName }, [given.name, email]);
    const totpStep = stepOfCode(found.totp_secret, given.code.replaceAll(/\s/g, ""));
    if (totpStep === undefined)
      throw refusal("COM_02", "code", { message: "Invalid Data: the code is not that of the authenticator app" });
    const passwordHash = await hashing.hash(given.password, strangersPartOf(call.caller.address));
    const recoveryCodes = newRecoveryCodes();
    const entered = await db.transaction((tx) =>
      enter(dependencies, tx, { tokenHash, email, name: given.name, passwordHash, totpStep, recoveryCodes, call }),
    );
    return { ...entered, recoveryCodes };
  });
}

type Entrant = {
  readonly tokenHash: Buffer;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly totpStep: number;
  readonly recoveryCodes: readonly string[];
  readonly call: Call;
};

async function enter(
  dependencies: StaffDependencies,
  tx: Writer,
  { tokenHash, email, name, passwordHash, totpStep, recoveryCodes, call: { caller } }: Entrant,
): Promise<Entered> {
  const now = new Date();
  const spent = await tx.first(queries.spendInvitation(tokenHash, now));
  if (!spent) throw wrongToken();
  // The link of the first owner is good for nothing once there is one.
  if (spent.email === "" && (await tx.first(anyStaff()))) throw wrongToken();
  const { role, totp_secret: totpSecret } = spent;
  const account = {
    email: email.trim(),
    emailKey: emailKey(email),
    name,
    role,
    passwordHash,
    totpSecret,
    totpStep,
    now,
  };
  const member = await tx.first(enrolStaff(account));
  if (!member) throw new Error("An account that was opened is not there.");
  const staffId = member.staff_id;
  tx.send(endSessionsOf(staffId, now));
  tx.send(endKeysOf(staffId, now));
  tx.send(forgetRecoveryCodes(staffId));
  tx.send(addRecoveryCodes(staffId, recoveryCodes.map(hashOfRecoveryCode)));
  const entered = startSession(dependencies, tx, member, caller);
  recordAction(tx, actorOf(entered.staff, caller), {
    act: "staff.enrolled",
    subject: `staff ${staffId}`,
    after: { email: member.email, name, role },
  });
  return entered;
}

/** Returns the address of the account: that of the invitation, or for the first owner the given one. */
function addressFor(invited: string, given: string | undefined): string {
  if (invited !== "") return invited;
  if (given === undefined) throw refusal("USR_02", "email");
  if (!isEmail(given)) throw refusal("USR_03", "email");
  return given;
}

async function add(
  tx: Writer,
  { email, role, tokenHash, seconds }: Invited & { readonly tokenHash: Buffer | null; readonly seconds: number },
): Promise<number> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + seconds * 1000);
  const totpSecret = newTotpSecret();
  const added = await tx.first(
    queries.addInvitation({
      email: email.trim(),
      emailKey: emailKey(email),
      role,
      tokenHash,
      totpSecret,
      now,
      expiresAt,
    }),
  );
  if (!added) throw new Error("An invitation that was added is not there.");
  return added.invitation_id;
}
