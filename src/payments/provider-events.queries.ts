import { row, text, integer, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

export function knownEvent(eventId: string) {
  return reads(row({ event_id: text }))`
  select event_id from provider_event where event_id = ${eventId}`;
}

/** Records a webhook event. Returns no row when it was recorded before. */
export function recordProviderEvent(event: { id: string; kind: string; now: Date }) {
  return writes(row({ event_id: text }))`
  insert into provider_event (event_id, kind, received_at) values (${event.id}, ${event.kind}, ${event.now})
  on conflict (event_id) do nothing returning event_id`;
}

/** Selects when the last event about a payment arrived; no row when none did lately. */
export function lastProviderEvent() {
  return reads(row({ received_at: timestamp }))`
  select received_at from provider_event order by received_at desc limit 1`;
}

export function sweepEvents(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from provider_event where event_id in (
      select event_id from provider_event where received_at < ${before} order by received_at limit ${limit})
    returning event_id
  )
  select count(*) as count from gone`;
}
