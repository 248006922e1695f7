import { bytes, json, orNull, row, boolean, integer } from "../database/columns.ts";
import { reads, sql, writes, type Fragment } from "../database/statement.ts";
import { Type } from "typebox";
import { lockOf, type KeyedRequest } from "./idempotency-key.ts";

const Reply = json(Type.Unknown());

/**
 * Locks a key until the transaction ends. Returns the reply stored under it, whether that is expired, and whether the
 * lock was free (`is_alone`).
 */
export function claimKey(request: KeyedRequest, now: Date) {
  return writes(
    row({ is_alone: boolean, request_hash: orNull(bytes), reply: orNull(Reply), is_over: orNull(boolean) }),
  )`
  select is_alone, request_hash, reply, expires_at <= ${now} as is_over
  from (select pg_try_advisory_xact_lock(${lockOf(request)}::bigint) as is_alone) as claim
  left join ${tableOf(request)} on ${isThis(request)}`;
}

export function keptReply(request: KeyedRequest, now: Date) {
  return reads(row({ request_hash: bytes, reply: Reply }))`
  select request_hash, reply from ${tableOf(request)}
  where ${isThis(request)} and expires_at > ${now}`;
}

/** Stores a reply. A second one under the same key violates the primary key of its table. */
export function keepReply(request: KeyedRequest & { reply: unknown; expiresAt: Date }) {
  return writes(row({}))`
  insert into ${ownedRow(request)}, ${request.route}, ${request.key}, ${request.requestHash}, ${JSON.stringify(request.reply)}, ${request.expiresAt})`;
}

export function forgetOldReply(request: KeyedRequest, now: Date) {
  return writes(row({}))`
  delete from ${tableOf(request)}
  where ${isThis(request)} and expires_at <= ${now}`;
}

export function sweepKeys(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from idempotency_key where (customer_id, route, key) in (
      select customer_id, route, key from idempotency_key where expires_at <= ${now} order by expires_at limit ${limit})
    returning key
  )
  select count(*) as count from gone`;
}

export function sweepCartKeys(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from cart_idempotency_key where (cart_bucket, scope, route, key) in (
      select cart_bucket, scope, route, key from cart_idempotency_key
      where expires_at <= ${now} order by expires_at limit ${limit})
    returning key
  )
  select count(*) as count from gone`;
}

export function sweepStaffKeys(now: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from staff_idempotency_key where (staff_id, route, key) in (
      select staff_id, route, key from staff_idempotency_key
      where expires_at <= ${now} order by expires_at limit ${limit})
    returning key
  )
  select count(*) as count from gone`;
}

export function forgetKeys(customerId: number) {
  return writes(row({}))`
  delete from idempotency_key where customer_id = ${customerId}`;
}

/** Returns the table and the beginning of a row of it, whose other columns are those of every key. */
function ownedRow(request: KeyedRequest): Fragment {
  if ("staffId" in request)
    return sql`staff_idempotency_key (staff_id, route, key, request_hash, reply, expires_at) values (${request.staffId}`;
  return request.scope === undefined
    ? sql`idempotency_key (customer_id, route, key, request_hash, reply, expires_at) values (${request.customerId}`
    : sql`cart_idempotency_key (cart_bucket, scope, route, key, request_hash, reply, expires_at)
        values (${request.bucket}, ${request.scope}`;
}

/**
 * Returns the key's table. A key is stored with the rows that its request changes, so that both are written on one
 * node.
 */
function tableOf(request: KeyedRequest): Fragment {
  if ("staffId" in request) return sql`staff_idempotency_key`;
  return request.scope === undefined ? sql`idempotency_key` : sql`cart_idempotency_key`;
}

function isThis(request: KeyedRequest): Fragment {
  return sql`${isOwners(request)} and route = ${request.route} and key = ${request.key}`;
}

function isOwners(request: KeyedRequest): Fragment {
  if ("staffId" in request) return sql`staff_id = ${request.staffId}`;
  return request.scope === undefined
    ? sql`customer_id = ${request.customerId}`
    : sql`cart_bucket = ${request.bucket} and scope = ${request.scope}`;
}
