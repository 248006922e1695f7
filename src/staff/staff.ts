import { emailKey, isEmail } from "../customers/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { readNumberCursor, writeCursor } from "../platform/http/cursor.ts";
import { outdated } from "../platform/http/versions.ts";
import { hashOfRequest } from "../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../platform/idempotency/run-idempotently.ts";
import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { aboutEmail } from "../platform/jobs/subject.ts";
import { refusal } from "../platform/refusal.ts";
import { recordAction } from "./actions.ts";
import type { Actor } from "./actor.ts";
import { inviteByMail } from "./invitations.ts";
import { endKeysOf } from "./keys.queries.ts";
import type { Role } from "./roles.ts";
import { endSessionsOf } from "./sessions.queries.ts";
import * as queries from "./staff.queries.ts";

export type Change = {
  readonly name?: string;
  readonly role?: Role;
  readonly is_disabled?: boolean;
};

type Invited = { readonly email: string; readonly role: Role };

type StaffRow = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

/** Returns a page of accounts by number, and the cursor of the next page if there is one. */
export async function listStaff(db: Database, { limit, cursor }: { readonly limit: number; readonly cursor?: string }) {
  const after = cursor === undefined ? 0 : readNumberCursor(cursor);
  const rows = await db.all(queries.listStaff(after, limit + 1));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { staff: rows.slice(0, limit).map(shownStaff), next: last && writeCursor([last.staff_id]) };
}

/** Returns an account. Throws COM_02 with status 404 when there is none of this number. */
export async function findStaff(db: Database, staffId: number) {
  const found = await rowOf(db, staffId);
  if (!found) throw noSuchStaff();
  return shownStaff(found);
}

/** Mails an invitation. Throws USR_04 for the address of an account that may sign in. */
export async function inviteStaff(
  db: Database,
  { email, role }: Invited,
  actor: Actor,
  key: string | undefined,
): Promise<IdempotentResult<Invited>> {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const { staffId } = actor;
  const keyed =
    key === undefined || staffId === null
      ? undefined
      : { staffId, route: "POST /admin/staff", key, requestHash: hashOfRequest({ email, role }) };
  return runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    const found = await tx.first(queries.staffWithEmail(emailKey(email)));
    if (found && found.disabled_at === null) throw refusal("USR_04", "email");
    const invitationId = await inviteByMail(tx, { email, role });
    await tx.all(enqueue("mail-staff-invitation", { invitationId }, { subject: aboutEmail(emailKey(email)) }));
    recordAction(tx, actor, { act: "staff.invited", subject: `e-mail ${emailKey(email)}`, after: { email, role } });
    return { email: email.trim(), role };
  });
}

/**
 * Changes name or role of an account, disables it or enables it again. A disabled one's sessions and keys end. Throws
 * COM_02 with status 412 when the account was changed since `version`, with 409 when no owner would be left.
 */
export function changeStaff(
  db: Database,
  { staffId, version }: { readonly staffId: number; readonly version: number },
  change: Change,
  actor: Actor,
) {
  return db.transaction(async (tx) => {
    // Lock order: all owners by number, then the account.
    const owners = await tx.all(queries.holdOwners());
    const before = await tx.first(queries.staffMember(staffId));
    if (!before) throw noSuchStaff();
    const now = new Date();
    const isDisabled = change.is_disabled ?? before.disabled_at !== null;
    const wanted = {
      name: change.name ?? before.name,
      role: change.role ?? before.role,
      disabledAt: isDisabled ? (before.disabled_at ?? now) : null,
    };
    const isOwner = wanted.role === "owner" && !isDisabled;
    const isLast = owners.length === 1 && owners[0]?.staff_id === staffId;
    if (isLast && !isOwner)
      throw refusal("COM_02", "role", {
        status: 409,
        message: "Invalid Data: the shop would be left without an owner",
      });
    const after = await tx.first(queries.changeStaff({ staffId, version, ...wanted }));
    if (!after) throw outdated();
    if (isDisabled) endAll(tx, staffId, now);
    recordAction(tx, actor, {
      act: "staff.changed",
      subject: `staff ${staffId}`,
      before: stateOf(before),
      after: stateOf(after),
    });
    return shownStaff(after);
  });
}

function rowOf(db: Database, staffId: number) {
  return db.first(queries.staffMember(staffId));
}

function endAll(tx: Writer, staffId: number, now: Date): void {
  tx.send(endSessionsOf(staffId, now));
  tx.send(endKeysOf(staffId, now));
}

function stateOf({ name, role, disabled_at: disabledAt }: StaffRow): object {
  return { name, role, is_disabled: disabledAt !== null };
}

function shownStaff({ staff_id, email, name, role, version, created_at, disabled_at }: StaffRow) {
  return {
    staff_id,
    email,
    name,
    role,
    is_disabled: disabled_at !== null,
    created_on: created_at.toISOString(),
    version,
  };
}

function noSuchStaff() {
  return refusal("COM_02", "staff_id", { status: 404, message: "Invalid Data: there is no such account of staff" });
}
