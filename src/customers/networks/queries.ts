import { moment, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

/** Keeps a customer's network, and of the others the so many that were seen last. */
export const rememberNetwork = (known: { customerId: number; network: string; now: Date; others: number }) => writes(
  nothing,
)`
  with forgotten as (
    delete from known_network where customer_id = ${known.customerId} and network in (
      select network from known_network where customer_id = ${known.customerId} and network <> ${known.network}
      order by seen_at desc, network offset ${known.others})
  )
  insert into known_network (customer_id, network, seen_at) values (${known.customerId}, ${known.network}, ${known.now})
  on conflict (customer_id, network) do update set seen_at = excluded.seen_at`;

export const isKnownNetwork = (emailKey: string, network: string, since: Date) => reads(row({ seen_at: moment }))`
  select seen_at from known_network
  where customer_id = (select customer_id from customer_email where email_key = ${emailKey})
    and network = ${network} and seen_at > ${since}`;

export const networksOf = (customerId: number, since: Date) => reads(row({ network: text, seen_at: moment }))`
  select network, seen_at from known_network where customer_id = ${customerId} and seen_at > ${since}
  order by seen_at desc, network`;

/** From where a session was begun. */
export const addressOfSession = (customerId: number, sessionId: string) => reads(row({ address: text }))`
  select address from session where customer_id = ${customerId} and session_id = ${sessionId}`;

/** Forgets a customer's networks but the one that is kept; null keeps none. */
export const forgetOtherNetworks = (customerId: number, kept: string | null) => writes(nothing)`
  delete from known_network where customer_id = ${customerId} and network is distinct from ${kept}::text`;

export const forgetNetwork = (customerId: number, network: string) => writes(nothing)`
  delete from known_network where customer_id = ${customerId} and network = ${network}`;

export const sweepNetworks = (before: Date, limit: number) => writes(row({ count: whole }))`
  with gone as (
    delete from known_network where (customer_id, network) in (
      select customer_id, network from known_network where seen_at < ${before} order by seen_at limit ${limit})
    returning network
  )
  select count(*) as count from gone`;
