import { timestamp, row, text, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

/** Records a customer's network, and deletes all others except the `others` most recently seen. */
export function rememberNetwork(known: { customerId: number; network: string; now: Date; others: number }) {
  return writes(nothing)`
  with forgotten as (
    delete from known_network where customer_id = ${known.customerId} and network in (
      select network from known_network where customer_id = ${known.customerId} and network <> ${known.network}
      order by seen_at desc, network offset ${known.others})
  )
  insert into known_network (customer_id, network, seen_at) values (${known.customerId}, ${known.network}, ${known.now})
  on conflict (customer_id, network) do update set seen_at = excluded.seen_at`;
}

export function isKnownNetwork(emailKey: string, network: string, since: Date) {
  return reads(row({ seen_at: timestamp }))`
  select seen_at from known_network
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey})
    and network = ${network} and seen_at > ${since}`;
}

export function networksOf(customerId: number, since: Date) {
  return reads(row({ network: text, seen_at: timestamp }))`
  select network, seen_at from known_network where customer_id = ${customerId} and seen_at > ${since}
  order by seen_at desc, network`;
}

/** Returns the client address from which a session was started. */
export function addressOfSession(customerId: number, sessionId: string) {
  return reads(row({ address: text }))`
  select address from session where customer_id = ${customerId} and session_id = ${sessionId}`;
}

/** Deletes a customer's known networks except `kept` (null: all). */
export function forgetOtherNetworks(customerId: number, kept: string | null) {
  return writes(nothing)`
  delete from known_network where customer_id = ${customerId} and network is distinct from ${kept}::text`;
}

export function forgetNetwork(customerId: number, network: string) {
  return writes(nothing)`
  delete from known_network where customer_id = ${customerId} and network = ${network}`;
}

export function sweepNetworks(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with gone as (
    delete from known_network where (customer_id, network) in (
      select customer_id, network from known_network where seen_at < ${before} order by seen_at limit ${limit})
    returning network
  )
  select count(*) as count from gone`;
}
