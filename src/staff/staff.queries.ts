import { bytes, integer, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, sql, writes } from "../platform/database/statement.ts";

const nothing = row({});

const shown = {
  staff_id: integer,
  email: text,
  name: text,
  role: text,
  version: integer,
  created_at: timestamp,
  disabled_at: orNull(timestamp),
};
const shownColumns = sql`staff_id, email, name, role, version, created_at, disabled_at`;
const StaffRow = row(shown);

export type NewStaff = {
  readonly email: string;
  readonly emailKey: string;
  readonly name: string;
  readonly role: string;
  readonly passwordHash: string;
  readonly totpSecret: Buffer;
  readonly totpStep: number;
  readonly now: Date;
};

export type StaffChange = {
  readonly staffId: number;
  readonly version: number;
  readonly name: string;
  readonly role: string;
  readonly disabledAt: Date | null;
};

export function listStaff(afterId: number, limit: number) {
  return reads(StaffRow)`
  select ${shownColumns} from staff where staff_id > ${afterId} order by staff_id limit ${limit}`;
}

export function staffMember(staffId: number) {
  return reads(StaffRow)`
  select ${shownColumns} from staff where staff_id = ${staffId}`;
}

export function staffWithEmail(emailKey: string) {
  return reads(StaffRow)`
  select ${shownColumns} from staff where email_key = ${emailKey}`;
}

/** Returns a row when there is any account, disabled ones included. */
export function anyStaff() {
  return reads(row({ staff_id: integer }))`
  select staff_id from staff limit 1`;
}

/** Returns an account that may sign in, with what proves its owner. */
export function credentials(emailKey: string) {
  return reads(row({ ...shown, password_hash: text, totp_secret: bytes }))`
  select ${shownColumns}, password_hash, totp_secret from staff
  where email_key = ${emailKey} and disabled_at is null`;
}

export function credentialsOf(staffId: number) {
  return reads(row({ ...shown, password_hash: text, totp_secret: bytes }))`
  select ${shownColumns}, password_hash, totp_secret from staff where staff_id = ${staffId} and disabled_at is null`;
}

/**
 * Locks an account until the transaction ends; returns no row when it was disabled, or its password changed, since it
 * was compared. Lock order: an account before its sessions, codes and keys.
 */
export function holdStaff(staffId: number, passwordHash: string) {
  return writes(row({ staff_id: integer }))`
  select staff_id from staff where staff_id = ${staffId} and password_hash = ${passwordHash} and disabled_at is null
  for update`;
}

/** Locks all owners that may sign in, in the order of their numbers: no two changes can each leave the other's owner. */
export function holdOwners() {
  return writes(row({ staff_id: integer }))`
  select staff_id from staff where role = 'owner' and disabled_at is null order by staff_id for update`;
}

/** Uses a step's code. Returns no row when that code or a later one was used before. */
export function spendTotpStep(staffId: number, step: number) {
  return writes(row({ staff_id: integer }))`
  update staff set totp_step = ${step} where staff_id = ${staffId} and totp_step < ${step} returning staff_id`;
}

export function spendRecoveryCode(staffId: number, codeHash: Buffer) {
  return writes(row({ staff_id: integer }))`
  delete from staff_recovery_code where staff_id = ${staffId} and code_hash = ${codeHash} returning staff_id`;
}

/** Opens an account; one that exists under this address becomes this one, with nothing left that proved its owner. */
export function enrolStaff(one: NewStaff) {
  return writes(StaffRow)`
  insert into staff (email, email_key, name, role, password_hash, totp_secret, totp_step, created_at)
  values (${one.email}, ${one.emailKey}, ${one.name}, ${one.role}, ${one.passwordHash}, ${one.totpSecret}, ${one.totpStep},
    ${one.now})
  on conflict (email_key) do update set email = excluded.email, name = excluded.name, role = excluded.role,
    password_hash = excluded.password_hash, totp_secret = excluded.totp_secret, totp_step = excluded.totp_step,
    disabled_at = null, version = staff.version + 1
  returning ${shownColumns}`;
}

/** Returns no row when the account's version is not the one that the change was made from. */
export function changeStaff(change: StaffChange) {
  return writes(StaffRow)`
  update staff set name = ${change.name}, role = ${change.role}, disabled_at = ${change.disabledAt}, version = version + 1
  where staff_id = ${change.staffId} and version = ${change.version}
  returning ${shownColumns}`;
}

export function forgetRecoveryCodes(staffId: number) {
  return writes(nothing)`
  delete from staff_recovery_code where staff_id = ${staffId}`;
}

export function addRecoveryCodes(staffId: number, codeHashes: readonly Buffer[]) {
  return writes(nothing)`
  insert into staff_recovery_code (staff_id, code_hash)
  select ${staffId}, code_hash from unnest(${codeHashes}::bytea[]) as code_hash`;
}
