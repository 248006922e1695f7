import { json, moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Charge } from "../schemas.ts";

export const paymentsOf = (customerId: number) => reads(
  row({
    order_id: whole,
    provider: text,
    amount_cents: whole,
    currency: text,
    charge: orNull(json(Charge)),
    created_at: moment,
    succeeded_at: orNull(moment),
    refunded_cents: whole,
  }),
)`
  select order_id, provider, amount_cents, currency, charge, created_at, succeeded_at, refunded_cents from payment
  where customer_id = ${customerId} order by created_at desc, order_id desc`;

export const refundsForExport = (customerId: number) => reads(
  row({ order_id: whole, amount_cents: whole, status: text, created_at: moment, settled_at: orNull(moment) }),
)`
  select order_id, amount_cents, status, created_at, settled_at from refund
  where customer_id = ${customerId} and status not in ('asked', 'refused') order by order_id, refund`;

export const disputesForExport = (customerId: number) => reads(
  row({ order_id: whole, amount_cents: whole, currency: text, status: text, opened_at: moment }),
)`
  select order_id, amount_cents, currency, status, opened_at from dispute
  where customer_id = ${customerId} order by order_id, dispute`;

/** Orders of whose money something is open; nobody opens more of it until the transaction ends. */
export const openPayments = (customerId: number) => writes(row({ order_id: whole }))`
  select order_id from payment where customer_id = ${customerId} and follow_at is not null order by order_id for update`;

/** Who paid or tried to, without being signed in, is not told by anything. */
export const forgetAskersOf = (customerId: number) => writes(row({}))`
  update payment_attempt set asker_hash = null where customer_id = ${customerId} and asker_hash is not null`;

/** That something was paid stays, as the law asks; with which card, and in which words, goes. */
export const forgetCards = (customerId: number) => writes(row({}))`
  update payment set charge = charge - 'payment_method_details' - 'receipt_url' || '{"description": null, "payment_method": null}'
  where customer_id = ${customerId} and charge is not null`;
