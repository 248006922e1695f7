import { bytes, json, orNull, row, truth, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Type } from "typebox";
import { lockOf, type KeyedRequest } from "./key.ts";

const Reply = json(Type.Unknown());

/**
 * What was answered under this key, whether that is too old to count, and whether nobody else is at it now; until the
 * transaction ends nobody else is.
 */
export const claimKey = (request: KeyedRequest, now: Date) => writes(
  row({ is_alone: truth, request_hash: orNull(bytes), reply: orNull(Reply), is_over: orNull(truth) }),
)`
  select is_alone, request_hash, reply, expires_at <= ${now} as is_over
  from (select pg_try_advisory_xact_lock(${lockOf(request)}::bigint) as is_alone) as claim
  left join idempotency_key on customer_id = ${request.customerId} and route = ${request.route} and key = ${request.key}`;

export const keptReply = (request: KeyedRequest, now: Date) => reads(row({ request_hash: bytes, reply: Reply }))`
  select request_hash, reply from idempotency_key
  where customer_id = ${request.customerId} and route = ${request.route} and key = ${request.key} and expires_at > ${now}`;

/** Two replies under one key violate `idempotency_key_pkey`. */
export const keepReply = (request: KeyedRequest & { reply: unknown; expiresAt: Date }) => writes(row({}))`
  insert into idempotency_key (customer_id, route, key, request_hash, reply, expires_at)
  values (${request.customerId}, ${request.route}, ${request.key}, ${request.requestHash}, ${JSON.stringify(request.reply)}, ${request.expiresAt})`;

export const forgetOldReply = (request: KeyedRequest, now: Date) => writes(row({}))`
  delete from idempotency_key
  where customer_id = ${request.customerId} and route = ${request.route} and key = ${request.key} and expires_at <= ${now}`;

export const sweepKeys = (now: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from idempotency_key where (customer_id, route, key) in (
      select customer_id, route, key from idempotency_key where expires_at <= ${now} order by expires_at limit ${limit})
    returning key
  )
  select count(*) as count from gone`;

export const forgetKeys = (customerId: number) => writes(row({}))`
  delete from idempotency_key where customer_id = ${customerId}`;
