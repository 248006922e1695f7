import { bytes, json, orNull, row, text, truth } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Type } from "typebox";
import { lockOf, type KeyedRequest } from "./key.ts";

const Reply = json(Type.Unknown());

/** What was answered under this key, and whether nobody else is at it now; until the transaction ends nobody else is. */
export const claimKey = (request: KeyedRequest, now: Date) => writes(
  row({ is_alone: truth, request_hash: orNull(bytes), reply: orNull(Reply) }),
)`
  select is_alone, request_hash, reply
  from (select pg_try_advisory_xact_lock(${lockOf(request)}::bigint) as is_alone) as claim
  left join idempotency_key on customer_id = ${request.customerId} and route = ${request.route} and key = ${request.key}
    and expires_at > ${now}`;

export const keptReply = (request: KeyedRequest, now: Date) => reads(row({ request_hash: bytes, reply: Reply }))`
  select request_hash, reply from idempotency_key
  where customer_id = ${request.customerId} and route = ${request.route} and key = ${request.key} and expires_at > ${now}`;

/** No row: another request has kept its reply under this key meanwhile. */
export const keepReply = (request: KeyedRequest & { reply: unknown; now: Date; expiresAt: Date }) => writes(
  row({ key: text }),
)`
  insert into idempotency_key (customer_id, route, key, request_hash, reply, expires_at)
  values (${request.customerId}, ${request.route}, ${request.key}, ${request.requestHash}, ${JSON.stringify(request.reply)}, ${request.expiresAt})
  on conflict (customer_id, route, key) do update
  set request_hash = excluded.request_hash, reply = excluded.reply, expires_at = excluded.expires_at
  where idempotency_key.expires_at <= ${request.now}
  returning key`;

export const sweepKeys = (now: Date) => writes(row({}))`
  delete from idempotency_key where expires_at <= ${now}`;

export const forgetKeys = (customerId: number) => writes(row({}))`
  delete from idempotency_key where customer_id = ${customerId}`;
