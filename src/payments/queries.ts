import { json, moment, orNull, row, text, truth, whole } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { Charge } from "./schemas.ts";

export type OrderKey = { readonly customerId: number; readonly orderId: number };

const PaymentRow = row({
  provider: text,
  reference: text,
  amount_cents: whole,
  currency: text,
  charge: orNull(json(Charge)),
  is_unwanted: truth,
  refunded_at: orNull(moment),
});

export const payment = ({ customerId, orderId }: OrderKey) => reads(PaymentRow)`
  select provider, reference, amount_cents, currency, charge, is_unwanted, refunded_at from payment
  where customer_id = ${customerId} and order_id = ${orderId}`;

export type NewPayment = OrderKey & {
  readonly provider: string;
  readonly reference: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly now: Date;
};

/** The first reference stays, unless another provider took over before anything was paid. No row: it stays. */
export const addPayment = (payment: NewPayment) => writes(row({ reference: text }))`
  insert into payment (customer_id, order_id, provider, reference, amount_cents, currency, created_at)
  values (${payment.customerId}, ${payment.orderId}, ${payment.provider}, ${payment.reference}, ${payment.amountCents}, ${payment.currency}, ${payment.now})
  on conflict (customer_id, order_id) do update set provider = excluded.provider, reference = excluded.reference
  where payment.provider <> excluded.provider and payment.succeeded_at is null
  returning reference`;

export const addReference = ({ reference, customerId, orderId }: NewPayment) => writes(row({}))`
  insert into payment_reference (reference, customer_id, order_id) values (${reference}, ${customerId}, ${orderId})`;

/** Which order a provider's number is about. */
export const orderOfReference = (reference: string) => reads(row({ customer_id: whole, order_id: whole }))`
  select customer_id, order_id from payment_reference where reference = ${reference}`;

/** No row: it has succeeded before. */
export const recordSuccess = (success: OrderKey & { charge: Charge; isUnwanted: boolean; now: Date }) => writes(
  row({ reference: text }),
)`
  update payment set charge = ${JSON.stringify(success.charge)}, is_unwanted = ${success.isUnwanted}, succeeded_at = ${success.now}
  where customer_id = ${success.customerId} and order_id = ${success.orderId} and succeeded_at is null
  returning reference`;

/** No row: the money has gone back before, or never came. */
export const recordRefund = ({ customerId, orderId }: OrderKey, now: Date) => writes(row({ reference: text }))`
  update payment set refunded_at = ${now}
  where customer_id = ${customerId} and order_id = ${orderId} and succeeded_at is not null and refunded_at is null
  returning reference`;

/** Those of orders after the one named. */
export const unwantedPayments = (limit: number, after: number) => reads(
  row({ customer_id: whole, order_id: whole, reference: text }),
)`
  select customer_id, order_id, reference from payment
  where is_unwanted and refunded_at is null and order_id > ${after}
  order by order_id limit ${limit}`;

/** The next attempt at an order that this transaction holds. */
export const addAttempt = ({ customerId, orderId }: OrderKey, now: Date) => writes(row({ attempt: whole }))`
  insert into payment_attempt (customer_id, order_id, attempt, status, created_at)
  values (${customerId}, ${orderId},
    (select coalesce(max(attempt), 0) + 1 from payment_attempt where customer_id = ${customerId} and order_id = ${orderId}),
    'asked', ${now})
  returning attempt`;

/** Settles the attempt that nobody has answered yet, or only the one named. No row: it was settled before. */
export const settleAttempt = (
  settled: OrderKey & { attempt: number | null; status: string; reason: string | null; now: Date },
) => writes(row({ attempt: whole }))`
  update payment_attempt set status = ${settled.status}, reason = left(${settled.reason}::text, 1000), settled_at = ${settled.now}
  where customer_id = ${settled.customerId} and order_id = ${settled.orderId} and status = 'asked'
    and (${settled.attempt}::integer is null or attempt = ${settled.attempt}::integer)
  returning attempt`;

/** The attempt at an order that nobody has answered yet. */
export const askedAttempt = ({ customerId, orderId }: OrderKey) => reads(row({ attempt: whole, created_at: moment }))`
  select attempt, created_at from payment_attempt
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'asked'`;

/** The oldest first, after the one named. */
export const unansweredAttempts = (before: Date, limit: number, after: { created_at: Date; order_id: number }) => reads(
  row({ customer_id: whole, order_id: whole, attempt: whole, created_at: moment }),
)`
  select customer_id, order_id, attempt, created_at from payment_attempt
  where status = 'asked' and created_at < ${before} and (created_at, order_id) > (${after.created_at}, ${after.order_id})
  order by created_at, order_id limit ${limit}`;
