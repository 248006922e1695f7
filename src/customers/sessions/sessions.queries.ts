import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, sql, writes } from "../../platform/database/statement.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { customerRow } from "../customer-row.ts";

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

export type Rotation = {
  readonly customerId: number;
  readonly sessionId: string;
  readonly spentHash: Buffer;
  readonly nextHash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
  /** Sessions that began before this time have reached their maximum lifetime. */
  readonly bornAfter: Date;
  readonly lifetimeSeconds: number;
};

/** A live session, with the claims of its next access token. */
const Going = row({ created_at: timestamp, epoch: integer, name: text });
const going = sql`session.created_at, session.epoch, customer.name`;

export type Spent = Pick<Rotation, "customerId" | "sessionId" | "spentHash" | "now" | "bornAfter"> & {
  readonly spentAfter: Date;
};

/** Where a page of sessions ended. */
export type After = { readonly usedAt: Date; readonly sessionId: string };
export type Live = {
  readonly customerId: number;
  readonly now: Date;
  readonly bornAfter: Date;
  readonly limit: number;
};

/** Maximum clock difference between servers: a token that has expired on one may still be valid on another. */
const afterthoughtSeconds = 60;

export type Begun = { readonly customerId: number; readonly sessionId: string; readonly epoch: number };

/**
 * Locks the customer's row, so that sessions of one customer start one after the other and can be counted. Lock order:
 * customer, then session.
 */
export function holdSessions(customerId: number) {
  return writes(row({ name: text, session_epoch: integer }), customerRow(customerId))`
  select name, session_epoch from customer where customer_id = ${customerId} for no key update`;
}

export function addSession(session: NewSession) {
  return writes(nothing)`
  insert into session (customer_id, session_id, epoch, generation, token_hash, device, address, created_at, last_used_at, expires_at)
  values (${session.customerId}, ${session.sessionId},
    (select session_epoch from customer where customer_id = ${session.customerId}), 0, ${session.tokenHash},
    ${session.device}, ${session.address}, ${session.now}, ${session.now}, ${session.expiresAt})`;
}

/** Ends the oldest live sessions beyond `most`, not counting `besides`; at most 1000 of them. */
export function endOldestSessions(customerId: number, besides: string, most: number, now: Date) {
  return writes(row({ session_id: text }))`
  update session set ended_at = ${now}
  where customer_id = ${customerId} and session_id in (
    select session_id from session
    where customer_id = ${customerId} and epoch = (select session_epoch from customer where customer_id = ${customerId})
      and ended_at is null and expires_at > ${now} and session_id <> ${besides}
    order by created_at desc, session_id desc offset ${most} limit 1000)
  returning session_id`;
}

/** Returns the session if it has not ended. Lock the customer's row first: ending all sessions locks it too. */
export function goesOn({ customerId, sessionId }: Identity) {
  return reads(row({ session_id: text }))`
  select session_id from session
  where customer_id = ${customerId} and session_id = ${sessionId} and ended_at is null
    and epoch >= (select session_epoch from customer where customer_id = ${customerId})`;
}

/** Replaces the current token by the next. Returns no row when the token is not current or the session is over. */
export function rotate(turn: Rotation) {
  return writes(Going)`
  update session set generation = generation + 1, token_hash = ${turn.nextHash}, previous_token_hash = ${turn.spentHash},
    rotated_at = ${turn.now}, last_used_at = ${turn.now},
    expires_at = least(${turn.expiresAt}::timestamptz, session.created_at + make_interval(secs => ${turn.lifetimeSeconds}))
  from customer
  where session.customer_id = ${turn.customerId} and session_id = ${turn.sessionId} and token_hash = ${turn.spentHash}
    and customer.customer_id = session.customer_id and epoch >= session_epoch
    and ended_at is null and expires_at > ${turn.now} and session.created_at > ${turn.bornAfter}
  returning ${going}`;
}

/** Locks and returns the live session whose last rotation replaced this token, if not before `spentAfter`. */
export function spentLately(spent: Spent) {
  return writes(Going)`
  select ${going} from session join customer using (customer_id)
  where session.customer_id = ${spent.customerId} and session_id = ${spent.sessionId}
    and previous_token_hash = ${spent.spentHash} and rotated_at >= ${spent.spentAfter}
    and epoch >= session_epoch and ended_at is null and expires_at > ${spent.now} and session.created_at > ${spent.bornAfter}
  for update of session`;
}

/** Returns live sessions, most recently used first. */
export function liveSessions({ customerId, now, bornAfter, limit }: Live, after: After) {
  return reads(row({ session_id: text, device: text, address: text, created_at: timestamp, last_used_at: timestamp }))`
  select session_id, device, address, created_at, last_used_at from session
  where customer_id = ${customerId} and epoch >= (select session_epoch from customer where customer_id = ${customerId})
    and ended_at is null and expires_at > ${now} and created_at > ${bornAfter}
    and (last_used_at, session_id) < (${after.usedAt}, ${after.sessionId})
  order by last_used_at desc, session_id desc limit ${limit}`;
}

export function endSession(customerId: number, sessionId: string, now: Date) {
  return writes(row({ session_id: text }))`
  update session set ended_at = ${now}
  where customer_id = ${customerId} and session_id = ${sessionId} and ended_at is null
    and epoch >= (select session_epoch from customer where customer_id = ${customerId})
  returning session_id`;
}

/** Ends every session of a customer, however many there are, without updating their rows. */
export function raiseEpoch(customerId: number) {
  return writes(nothing, customerRow(customerId))`
  update customer set session_epoch = session_epoch + 1 where customer_id = ${customerId}`;
}

/** Moves one session to the new epoch, unless it has ended. Must follow `raiseEpoch`. */
export function keepSession(customerId: number, sessionId: string) {
  return writes(nothing)`
  update session set epoch = epoch + 1
  where customer_id = ${customerId} and session_id = ${sessionId} and ended_at is null
    and epoch = (select session_epoch - 1 from customer where customer_id = ${customerId})`;
}

export function revokeSessions(sessionIds: readonly string[], now: Date) {
  return writes(row({ session_id: text, forget_at: timestamp }))`
  insert into revoked_session (session_id, forget_at)
  select session_id, ${lastTokenEnds(now)} from unnest(${sessionIds}::text[]) as session_id
  on conflict (session_id) do update set forget_at = excluded.forget_at
  returning session_id, forget_at`;
}

/** Revokes all sessions of earlier epochs. Must follow `raiseEpoch` and `keepSession`. */
export function revokeCustomer(customerId: number, keptId: string | null, now: Date) {
  return writes(row({ customer_id: integer, epoch: integer, kept_session_id: orNull(text), forget_at: timestamp }))`
  insert into customer_sign_out (customer_id, epoch, kept_session_id, forget_at)
  values (${customerId}, (select session_epoch from customer where customer_id = ${customerId}),
    (select session_id from session join customer using (customer_id)
      where session.customer_id = ${customerId} and session_id = ${keptId} and ended_at is null and epoch = session_epoch),
    ${lastTokenEnds(now)})
  on conflict (customer_id) do update set epoch = excluded.epoch, kept_session_id = excluded.kept_session_id,
    forget_at = greatest(customer_sign_out.forget_at, excluded.forget_at)
  returning customer_id, epoch, kept_session_id, forget_at`;
}

export function announceRevoked(messages: readonly string[]) {
  return writes(row({ sent: orNull(text) }))`
  select pg_notify('revoked_session', message)::text as sent from unnest(${messages}::text[]) as message`;
}

/** Returns current revocations, the longest valid first. */
export function revokedSessions(now: Date, limit: number) {
  return reads(row({ session_id: text, forget_at: timestamp }))`
  select session_id, forget_at from revoked_session where forget_at > ${now} order by forget_at desc limit ${limit}`;
}

export function revokedCustomers(now: Date, limit: number) {
  return reads(row({ customer_id: integer, epoch: integer, kept_session_id: orNull(text), forget_at: timestamp }))`
  select customer_id, epoch, kept_session_id, forget_at from customer_sign_out
  where forget_at > ${now} order by forget_at desc limit ${limit}`;
}

export function isRevoked({ customerId, sessionId, epoch }: Begun) {
  return reads(row({ is_revoked: boolean }))`
  select exists (select from revoked_session where session_id = ${sessionId})
    or exists (select from customer_sign_out
      where customer_id = ${customerId} and epoch > ${epoch} and kept_session_id is distinct from ${sessionId}) as is_revoked`;
}

export function sweepRevoked(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from revoked_session where session_id in (
      select session_id from revoked_session where forget_at <= ${now} order by forget_at limit ${limit})
    returning session_id
  )
  select count(*) as count from gone`;
}

export function sweepSignOuts(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from customer_sign_out where customer_id in (
      select customer_id from customer_sign_out where forget_at <= ${now} order by forget_at limit ${limit})
    returning customer_id
  )
  select count(*) as count from gone`;
}

export function sweepSessions(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from session where (customer_id, session_id) in (
      select customer_id, session_id from session where expires_at < ${before} order by expires_at limit ${limit})
    returning session_id
  )
  select count(*) as count from gone`;
}

/** Returns the latest expiry of any access token that a key in use may have signed before `now`. */
function lastTokenEnds(now: Date) {
  return sql`${now}::timestamptz + make_interval(secs => ${afterthoughtSeconds}::int + (
    select coalesce(max(seconds), 0) from access_token_lifetime
    where key_id not in (select key_id from signing_key where retires_at <= ${now})))`;
}
