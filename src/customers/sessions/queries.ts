import { moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

export type NewSession = {
  readonly customerId: number;
  readonly sessionId: string;
  readonly tokenHash: Buffer;
  readonly device: string;
  readonly address: string;
  readonly now: Date;
  readonly expiresAt: Date;
};

export const addSession = (session: NewSession) => writes(nothing)`
  insert into session (customer_id, session_id, generation, token_hash, device, address, created_at, last_used_at, expires_at)
  values (${session.customerId}, ${session.sessionId}, 0, ${session.tokenHash}, ${session.device}, ${session.address},
    ${session.now}, ${session.now}, ${session.expiresAt})`;

export type Rotation = {
  readonly customerId: number;
  readonly sessionId: string;
  readonly spentHash: Buffer;
  readonly nextHash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
};

/** Spends the current token for the next one; no row: the token is not the current one, or the session is over. */
export const rotate = (turn: Rotation) => writes(row({ generation: whole }))`
  update session set generation = generation + 1, token_hash = ${turn.nextHash}, previous_token_hash = ${turn.spentHash},
    rotated_at = ${turn.now}, last_used_at = ${turn.now}, expires_at = ${turn.expiresAt}
  where customer_id = ${turn.customerId} and session_id = ${turn.sessionId} and token_hash = ${turn.spentHash}
    and ended_at is null and expires_at > ${turn.now}
  returning generation`;

/** The moment of the last rotation, if the given token is the one that was spent by it and the session goes on. */
export const spentBefore = (turn: { customerId: number; sessionId: string; spentHash: Buffer; now: Date }) => writes(
  row({ rotated_at: orNull(moment) }),
)`
  select rotated_at from session
  where customer_id = ${turn.customerId} and session_id = ${turn.sessionId} and previous_token_hash = ${turn.spentHash}
    and ended_at is null and expires_at > ${turn.now}
  for update`;

export const liveSessions = (customerId: number, now: Date) => reads(
  row({ session_id: text, device: text, address: text, created_at: moment, last_used_at: moment }),
)`
  select session_id, device, address, created_at, last_used_at from session
  where customer_id = ${customerId} and ended_at is null and expires_at > ${now}
  order by last_used_at desc, session_id`;

export const endSession = (customerId: number, sessionId: string, now: Date) => writes(row({ session_id: text }))`
  update session set ended_at = ${now}
  where customer_id = ${customerId} and session_id = ${sessionId} and ended_at is null
  returning session_id`;

/** Ends all sessions of a customer but the one that is kept; null keeps none. */
export const endOtherSessions = (customerId: number, keptId: string | null, now: Date) => writes(
  row({ session_id: text }),
)`
  update session set ended_at = ${now}
  where customer_id = ${customerId} and ended_at is null and session_id is distinct from ${keptId}::text
  returning session_id`;

export const revoke = (sessionIds: readonly string[], forgetAt: Date) => writes(nothing)`
  insert into revoked_session (session_id, forget_at)
  select session_id, ${forgetAt} from unnest(${sessionIds}::text[]) as session_id
  on conflict (session_id) do nothing`;

export const announceRevoked = (sessionIds: readonly string[]) => writes(row({ sent: orNull(text) }))`
  select pg_notify('revoked_session', session_id)::text as sent from unnest(${sessionIds}::text[]) as session_id`;

export const revokedSessions = (now: Date) => reads(row({ session_id: text, forget_at: moment }))`
  select session_id, forget_at from revoked_session where forget_at > ${now} order by forget_at`;

export const isRevoked = (sessionId: string) => reads(row({ session_id: text }))`
  select session_id from revoked_session where session_id = ${sessionId}`;

export const sweepRevoked = (now: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from revoked_session where session_id in (
      select session_id from revoked_session where forget_at <= ${now} order by forget_at limit ${limit})
    returning session_id
  )
  select count(*) as count from gone`;

/** Deletes sessions that are over for so long that nobody asks about them. */
export const sweepSessions = (before: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from session where (customer_id, session_id) in (
      select customer_id, session_id from session where expires_at < ${before} order by expires_at limit ${limit})
    returning session_id
  )
  select count(*) as count from gone`;
