import type { Static } from "typebox";
import { json, timestamp, orNull, row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { Charge } from "./schemas.ts";

const ExportedPaymentRow = row({
  order_id: integer,
  provider: text,
  amount_cents: integer,
  currency: text,
  charge: orNull(json(Charge)),
  created_at: timestamp,
  succeeded_at: orNull(timestamp),
  refunded_cents: integer,
  is_of_stranger: boolean,
});
export type ExportedPayment = Static<typeof ExportedPaymentRow>;

const ExportedAttemptRow = row({
  order_id: integer,
  attempt: integer,
  status: text,
  reason: orNull(text),
  created_at: timestamp,
  settled_at: orNull(timestamp),
  is_by_stranger: boolean,
});
export type ExportedAttempt = Static<typeof ExportedAttemptRow>;

/** Selects the attempts to pay a customer's orders, newest order first. A reason may hold what a stranger sent. */
export function attemptsOf(
  customerId: number,
  limit: number,
  before: Pick<ExportedAttempt, "order_id" | "attempt"> = { order_id: Number.MAX_SAFE_INTEGER, attempt: 0 },
) {
  return reads(ExportedAttemptRow)`
  select order_id, attempt, status, case when not is_by_stranger then reason end as reason, created_at, settled_at, is_by_stranger
  from payment_attempt
  where customer_id = ${customerId} and (order_id, attempt) < (${before.order_id}, ${before.attempt})
  order by order_id desc, attempt desc limit ${limit}`;
}

/** Selects a customer's payments, newest order first, before the given order. */
export function paymentsOf(customerId: number, limit: number, before: number = Number.MAX_SAFE_INTEGER) {
  return reads(ExportedPaymentRow)`
  select order_id, provider, amount_cents, currency, charge, created_at, succeeded_at, refunded_cents,
    exists (
      select from payment_attempt
      where payment_attempt.customer_id = payment.customer_id and payment_attempt.order_id = payment.order_id
        and payment_attempt.status = 'succeeded' and is_by_stranger) as is_of_stranger
  from payment
  where customer_id = ${customerId} and order_id < ${before} order by order_id desc limit ${limit}`;
}

export function refundsForExport(customerId: number, orderIds: readonly number[]) {
  return reads(
    row({
      order_id: integer,
      amount_cents: integer,
      status: text,
      note: orNull(text),
      created_at: timestamp,
      settled_at: orNull(timestamp),
    }),
  )`
  select order_id, amount_cents, status, note, created_at, settled_at from refund
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) and status not in ('asked', 'refused') order by order_id, refund`;
}

export function disputesForExport(customerId: number, orderIds: readonly number[]) {
  return reads(row({ order_id: integer, amount_cents: integer, currency: text, status: text, opened_at: timestamp }))`
  select order_id, amount_cents, currency, status, opened_at from dispute
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, dispute`;
}

/**
 * Selects and locks the payments with something open: a refund, a dispute, or money still to be refunded. Other
 * transactions cannot change these payments until this one ends.
 */
export function openPayments(customerId: number) {
  return writes(row({ order_id: integer }))`
  select order_id from payment where customer_id = ${customerId} and follow_at is not null order by order_id for update`;
}

/**
 * Erases from attempts to pay orders of the customer the hashes that identify guests, and the reasons, which may repeat
 * what a payer sent.
 */
export function forgetPayersOf(customerId: number) {
  return writes(row({}))`
  update payment_attempt set asker_hash = null, reason = null
  where customer_id = ${customerId} and (asker_hash is not null or reason is not null)`;
}

/** Erases why the shop refunded orders of the customer, in the shop's own words. The refunds stay. */
export function eraseRefundNotes(customerId: number) {
  return writes(row({}))`
  update refund set note = null where customer_id = ${customerId} and note is not null`;
}

/** Erases card and description of the customer's charges. The payments stay, as the law requires. */
export function forgetCards(customerId: number) {
  return writes(row({}))`
  update payment set charge = charge - 'payment_method_details' - 'receipt_url' || '{"description": null, "payment_method": null}'
  where customer_id = ${customerId} and charge is not null`;
}
