import { boolean, integer, listOf, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const nothing = row({});
const who = { staff_id: integer, name: text, email: text, role: text };

export type NewSession = {
  readonly tokenHash: Buffer;
  readonly staffId: number;
  readonly network: string;
  readonly address: string;
  readonly device: string;
  readonly now: Date;
  readonly expiresAt: Date;
};

/** Returns whose session this is, while it lasts and its account may sign in. */
export function staffOfSession(tokenHash: Buffer, now: Date) {
  return reads(row({ ...who, confirmed_at: timestamp, expires_at: timestamp }))`
  select staff.staff_id, name, email, role, confirmed_at, expires_at from staff_session join staff using (staff_id)
  where token_hash = ${tokenHash} and ended_at is null and expires_at > ${now} and disabled_at is null`;
}

/** Returns whose API key this is, while it lasts and the account that made it may sign in. */
export function staffOfKey(keyHash: Buffer, now: Date) {
  return reads(row({ key_id: integer, ...who, permissions: listOf(text), last_used_at: orNull(timestamp) }))`
  select key_id, staff.staff_id, staff.name, email, role, permissions, last_used_at
  from staff_key join staff using (staff_id)
  where key_hash = ${keyHash} and ended_at is null and expires_at > ${now} and disabled_at is null`;
}

/** Returns whether an account's owner signed in from a network lately. */
export function isKnownNetwork(emailKey: string, network: string, since: Date) {
  return reads(row({ is_known: boolean }))`
  select exists (select from staff_session join staff using (staff_id)
    where email_key = ${emailKey} and network = ${network} and staff_session.created_at > ${since}) as is_known`;
}

export function addSession(session: NewSession) {
  return writes(nothing)`
  insert into staff_session (token_hash, staff_id, network, address, device, created_at, confirmed_at, expires_at)
  values (${session.tokenHash}, ${session.staffId}, ${session.network}, ${session.address}, ${session.device},
    ${session.now}, ${session.now}, ${session.expiresAt})`;
}

export function confirmSession(tokenHash: Buffer, now: Date) {
  return writes(row({ staff_id: integer }))`
  update staff_session set confirmed_at = ${now} where token_hash = ${tokenHash} and ended_at is null returning staff_id`;
}

export function endSession(tokenHash: Buffer, now: Date) {
  return writes(row({ staff_id: integer }))`
  update staff_session set ended_at = ${now} where token_hash = ${tokenHash} and ended_at is null returning staff_id`;
}

export function endSessionsOf(staffId: number, now: Date) {
  return writes(nothing)`
  update staff_session set ended_at = ${now} where staff_id = ${staffId} and ended_at is null`;
}

export function sweepSessions(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from staff_session where token_hash in (
      select token_hash from staff_session where created_at < ${before} order by created_at limit ${limit})
    returning token_hash
  )
  select count(*) as count from gone`;
}
