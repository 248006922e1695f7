import type { Static } from "typebox";
import { json, timestamp, orNull, row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { isAt } from "./at-account.ts";
import type { Account } from "./providers/provider.ts";
import { Charge } from "./schemas.ts";

export type OrderKey = { readonly customerId: number; readonly orderId: number };

const PaymentRow = row({
  provider: text,
  account: orNull(text),
  is_live: orNull(boolean),
  reference: text,
  amount_cents: integer,
  currency: text,
  charge: orNull(json(Charge)),
  is_unwanted: boolean,
  refunded_cents: integer,
  withdrawn_cents: integer,
  revision: integer,
});

export type PaymentNow = Static<typeof PaymentRow>;

export type NewPayment = OrderKey &
  Account & {
    readonly reference: string;
    readonly amountCents: number;
    readonly currency: string;
    readonly now: Date;
  };

type Place = { readonly created_at: Date; readonly order_id: number };

/** Adds an order's payment. Returns no row when the order already has one, which stays. */
export function addPayment(payment: NewPayment) {
  return writes(row({ reference: text }))`
  insert into payment (customer_id, order_id, provider, account, is_live, reference, amount_cents, currency, created_at)
  values (${payment.customerId}, ${payment.orderId}, ${payment.provider}, ${payment.account}, ${payment.isLive}, ${payment.reference},
    ${payment.amountCents}, ${payment.currency}, ${payment.now})
  on conflict (customer_id, order_id) do nothing
  returning reference`;
}

/**
 * Replaces the reference of a payment that can no longer succeed. Returns no row when the payment has succeeded, or has
 * another reference by now.
 */
export function replacePayment(payment: NewPayment, spent: string) {
  return writes(row({ reference: text }))`
  update payment set provider = ${payment.provider}, account = ${payment.account}, is_live = ${payment.isLive}, reference = ${payment.reference}
  where customer_id = ${payment.customerId} and order_id = ${payment.orderId} and reference = ${spent} and succeeded_at is null
  returning reference`;
}

export function payment({ customerId, orderId }: OrderKey) {
  return reads(PaymentRow)`
  select provider, account, is_live, reference, amount_cents, currency, charge, is_unwanted, refunded_cents, withdrawn_cents, revision from payment
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

export function addReference({ reference, customerId, orderId }: NewPayment) {
  return writes(row({}))`
  insert into payment_reference (reference, customer_id, order_id) values (${reference}, ${customerId}, ${orderId})`;
}

/** Selects the order that a provider's reference belongs to. */
export function orderOfReference(reference: string) {
  return reads(row({ customer_id: integer, order_id: integer }))`
  select customer_id, order_id from payment_reference where reference = ${reference}`;
}

/** Records that a payment succeeded. Returns no row when that was recorded before. */
export function recordSuccess(
  success: OrderKey & { charge: Charge; isUnwanted: boolean; followAt: Date | null; now: Date },
) {
  return writes(row({ reference: text }))`
  update payment set charge = ${JSON.stringify(success.charge)}, is_unwanted = ${success.isUnwanted}, succeeded_at = ${success.now},
    follow_at = ${success.followAt}
  where customer_id = ${success.customerId} and order_id = ${success.orderId} and succeeded_at is null
  returning reference`;
}

/**
 * Selects payments at other accounts with an attempt without response, or with a refund or dispute to follow up. Only a
 * server with a key of their account can settle them.
 */
export function paymentsElsewhere(before: Date, limit: number, account: Account) {
  return reads(row({ order_id: integer, reference: text }))`
  select order_id, reference from payment
  where follow_at <= ${before} and not ${isAt(account)}
  union
  select payment.order_id, payment.reference
  from payment_attempt join payment using (customer_id, order_id)
  where payment_attempt.status = 'asked' and payment_attempt.created_at < ${before} and not ${isAt(account)}
  limit ${limit}`;
}

/** Adds an attempt to an order that this transaction has locked; `askerHash` identifies a guest. */
export function addAttempt({ customerId, orderId }: OrderKey, askerHash: Buffer | null, now: Date) {
  return writes(row({ attempt: integer }))`
  insert into payment_attempt (customer_id, order_id, attempt, status, asker_hash, is_by_stranger, created_at)
  values (${customerId}, ${orderId},
    (select coalesce(max(attempt), 0) + 1 from payment_attempt where customer_id = ${customerId} and order_id = ${orderId}),
    'asked', ${askerHash}, ${askerHash !== null}, ${now})
  returning attempt`;
}

/** Selects the attempt with which this guest has paid the order since then. */
export function attemptPaidBy({ customerId, orderId }: OrderKey, askerHash: Buffer, since: Date) {
  return reads(row({ attempt: integer }))`
  select attempt from payment_attempt
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'succeeded' and asker_hash = ${askerHash} and created_at > ${since}`;
}

/** Erases the hashes of guests on attempts before a time, up to a number of attempts. Returns how many. */
export function forgetAskers(before: Date, limit: number) {
  return writes(row({ count: integer }))`
  with forgotten as (
    update payment_attempt set asker_hash = null where (customer_id, order_id, attempt) in (
      select customer_id, order_id, attempt from payment_attempt
      where asker_hash is not null and created_at < ${before} order by created_at limit ${limit})
    returning attempt
  )
  select count(*) as count from forgotten`;
}

/** Selects the attempt with which a guest paid the order. */
export function attemptOfStranger({ customerId, orderId }: OrderKey) {
  return reads(row({ attempt: integer }))`
  select attempt from payment_attempt
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'succeeded' and is_by_stranger`;
}

/** Settles the attempt without outcome, or only the given one. Returns no row when it was settled before. */
export function settleAttempt(
  settled: OrderKey & { attempt: number | null; status: string; reason: string | null; now: Date },
) {
  return writes(row({ attempt: integer }))`
  update payment_attempt set status = ${settled.status}, reason = left(${settled.reason}::text, 1000), settled_at = ${settled.now}
  where customer_id = ${settled.customerId} and order_id = ${settled.orderId} and status = 'asked'
    and (${settled.attempt}::integer is null or attempt = ${settled.attempt}::integer)
  returning attempt`;
}

/** Selects the order's attempt without outcome. */
export function askedAttempt({ customerId, orderId }: OrderKey) {
  return reads(row({ attempt: integer, created_at: timestamp }))`
  select attempt, created_at from payment_attempt
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'asked'`;
}

/**
 * Selects attempts without outcome, oldest first, after the given position: those at this account, and those for which
 * no provider was asked.
 */
export function unansweredAttempts(before: Date, limit: number, account: Account, after: Place) {
  return reads(row({ customer_id: integer, order_id: integer, attempt: integer, created_at: timestamp }))`
  select payment_attempt.customer_id, payment_attempt.order_id, attempt, payment_attempt.created_at
  from payment_attempt left join payment using (customer_id, order_id)
  where payment_attempt.status = 'asked' and payment_attempt.created_at < ${before}
    and (payment_attempt.created_at, payment_attempt.order_id) > (${after.created_at}, ${after.order_id})
    and (payment.order_id is null or ${isAt(account)})
  order by payment_attempt.created_at, payment_attempt.order_id limit ${limit}`;
}
