import type { Hashing } from "../customers/index.ts";
import { emailKey } from "../customers/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import type { TellLimits } from "../platform/http/limit-headers.ts";
import type { Caller } from "../platform/http/route.ts";
import type { StaffIdentity, StaffSession } from "../platform/http/staff-access.ts";
import { attempt, type Attempts } from "../platform/limits/attempts.ts";
import { clientNetwork, strangersPartOf } from "../platform/limits/networks.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import { actorOf } from "./actor.ts";
import { permissionsOf } from "./roles.ts";
import { hashOfRecoveryCode, hashOfSecret, newToken } from "./secrets.ts";
import { addSession, confirmSession, endSession } from "./sessions.queries.ts";
import { signInLimits, type SignInLimits } from "./sign-in-limits.ts";
import * as queries from "./staff.queries.ts";
import { stepOfCode } from "./totp.ts";

export type StaffDependencies = {
  readonly db: Database;
  readonly attempts: Attempts;
  readonly hashing: Hashing;
  readonly limits: SignInLimits;
  readonly sessionLifetimeSeconds: number;
  readonly shopName: string;
};

/** The client of a request, and the callback that reports its limits. */
export type Call = { readonly caller: Caller; readonly tellLimits: TellLimits };

export type Entered = { readonly staff: StaffIdentity; readonly session: StaffSession; readonly token: string };

type Credentials = NonNullable<Awaited<ReturnType<typeof credentialsFor>>>;
type Proof = { readonly password: string; readonly code: string };

/**
 * Signs a member of staff in, by password and the code of an authenticator app or a recovery code. Throws USR_01 for an
 * unknown address, a wrong password and a wrong code alike.
 */
export async function signIn(
  dependencies: StaffDependencies,
  { email, ...proof }: Proof & { readonly email: string },
  call: Call,
): Promise<Entered> {
  const key = emailKey(email);
  const found = await credentialsFor(dependencies.db, key);
  return withProof({ dependencies, call, key }, found, proof, async (tx, { staff_id, name, role, email }) => {
    const entered = startSession(dependencies, tx, { staff_id, name, role, email }, call.caller);
    recordAction(tx, actorOf(entered.staff, call.caller), { act: "session.started", subject: `staff ${staff_id}` });
    return entered;
  });
}

/** Proves anew who uses a session. Throws USR_01 when password or code are wrong. */
export async function confirm(
  dependencies: StaffDependencies,
  { staffId, email, session }: StaffIdentity,
  proof: Proof,
  call: Call,
): Promise<void> {
  const found = await dependencies.db.first(queries.credentialsOf(staffId));
  await withProof({ dependencies, call, key: emailKey(email) }, found, proof, async (tx) => {
    if (!session || !(await tx.first(confirmSession(session.tokenHash, new Date())))) throw refusal("AUT_02");
  });
}

export async function signOut({ db }: Pick<StaffDependencies, "db">, staff: StaffIdentity, caller: Caller) {
  const { session } = staff;
  if (!session) return;
  await db.transaction(async (tx) => {
    if (!(await tx.first(endSession(session.tokenHash, new Date())))) return;
    recordAction(tx, actorOf(staff, caller), { act: "session.ended", subject: `staff ${staff.staffId}` });
  });
}

/** Starts a session within a transaction. */
export function startSession(
  { sessionLifetimeSeconds }: Pick<StaffDependencies, "sessionLifetimeSeconds">,
  tx: Writer,
  { staff_id: staffId, name, email, role }: Pick<Credentials, "staff_id" | "name" | "email" | "role">,
  { address, device }: Caller,
): Entered {
  const token = newToken();
  const tokenHash = hashOfSecret(token);
  const now = new Date();
  const expiresAt = new Date(now.getTime() + sessionLifetimeSeconds * 1000);
  tx.send(addSession({ tokenHash, staffId, network: clientNetwork(address), address, device, now, expiresAt }));
  const session = { tokenHash, confirmedAt: now, expiresAt };
  const staff = { staffId, name, email, role, permissions: permissionsOf(role), keyId: undefined, session };
  return { staff, session, token };
}

/** Uses a code up: of the authenticator app, or one of those for its loss. Returns whether it was right, and unused. */
export async function spendCode(
  tx: Writer,
  { staff_id, totp_secret }: Pick<Credentials, "staff_id" | "totp_secret">,
  code: string,
): Promise<boolean> {
  const typed = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(typed))
    return (await tx.first(queries.spendRecoveryCode(staff_id, hashOfRecoveryCode(typed)))) !== undefined;
  const step = stepOfCode(totp_secret, typed);
  return step !== undefined && (await tx.first(queries.spendTotpStep(staff_id, step))) !== undefined;
}

function credentialsFor(db: Database, key: string) {
  return db.first(queries.credentials(key));
}

type Proving = { readonly dependencies: StaffDependencies; readonly call: Call; readonly key: string };

/**
 * Runs work in a transaction for which password and code are right. Wrong passwords count. A code counts before it is
 * looked at, and is taken back when it was right: of many that are tried at once, no more than the limit are looked at.
 */
async function withProof<Result>(
  { dependencies, call: { caller, tellLimits }, key }: Proving,
  found: Credentials | undefined,
  { password, code }: Proof,
  work: (tx: Writer, found: Credentials) => Promise<Result>,
): Promise<Result> {
  const { db, attempts, hashing } = dependencies;
  const limits = await signInLimits(dependencies, key, caller.address);
  await attempts.requireRoom(tellLimits, limits);
  const isRight = await hashing.verify(password, found?.password_hash, strangersPartOf(caller.address));
  if (!found || !isRight) {
    await attempts.consume(tellLimits, limits);
    throw refusal("USR_01");
  }
  const result = await attempt({ attempts, tellLimits }, limits, () =>
    db.transaction(async (tx) => {
      // Both may have changed since the password was compared, and the code may have been used.
      const held = await tx.first(queries.holdStaff(found.staff_id, found.password_hash));
      if (!held || !(await spendCode(tx, found, code))) throw refusal("USR_01");
      return work(tx, found);
    }),
  );
  await attempts.release(limits);
  return result;
}
