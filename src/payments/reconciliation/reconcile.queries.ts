import { Type } from "typebox";
import { timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { Account, ProviderDispute, RefundStatus } from "../providers/provider.ts";
import { isAt } from "../at-account.ts";
import type { OrderKey } from "../payments.queries.ts";

/** asked: no response yet; refused: the provider did not accept the refund. */
export type Status = RefundStatus | "asked" | "refused";

const RefundRow = row({
  refund: integer,
  status: Type.Unsafe<Status>(Type.String()),
  amount_cents: integer,
  reference: orNull(text),
  is_with_shipping: boolean,
  is_restocking: boolean,
  by_whom: text,
  created_at: timestamp,
});

export type NewRefund = OrderKey & {
  readonly status: Status;
  readonly amountCents: number;
  readonly reference: string | null;
  readonly isWithShipping: boolean;
  readonly isRestocking: boolean;
  readonly byWhom: string;
  readonly reason: string | null;
  /** Why the shop gave the money back. */
  readonly note: string | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
};

export type RefundChange = OrderKey & {
  readonly refund: number;
  readonly from: Status;
  readonly to: Status;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly settledAt: Date | null;
};

const DisputeRow = row({
  dispute: integer,
  reference: text,
  status: Type.Unsafe<ProviderDispute["status"]>(Type.String()),
  provider_status: text,
  amount_cents: integer,
  currency: text,
  is_withdrawn: boolean,
});

export function refundsOf({ customerId, orderId }: OrderKey) {
  return reads(RefundRow)`
  select refund, status, amount_cents, reference, is_with_shipping, is_restocking, by_whom, created_at from refund
  where customer_id = ${customerId} and order_id = ${orderId} order by refund`;
}

/**
 * Selects the units of an order's lines in refunds, except those that were refused, failed or cancelled;
 * `restock_units` of them go back to stock.
 */
export function refundedLines({ customerId, orderId }: OrderKey) {
  return reads(
    row({ refund: integer, line_number: integer, quantity: integer, restock_units: integer, is_succeeded: boolean }),
  )`
  select refund_line.refund, line_number, quantity, coalesce(restock_units, case when is_restocking then quantity else 0 end) as restock_units,
    status = 'succeeded' as is_succeeded
  from refund_line
  join refund on refund.customer_id = refund_line.customer_id and refund.order_id = refund_line.order_id and refund.refund = refund_line.refund
  where refund_line.customer_id = ${customerId} and refund_line.order_id = ${orderId} and status not in ('refused', 'failed', 'canceled')
  order by refund_line.refund, line_number`;
}

/** Adds a refund. Violates `refund_in_flight` when another refund of the order has no response yet. */
export function addRefund(refund: NewRefund) {
  return writes(RefundRow)`
  insert into refund (customer_id, order_id, refund, status, amount_cents, reference, is_with_shipping, is_restocking, by_whom, reason, note, created_at, settled_at)
  values (${refund.customerId}, ${refund.orderId},
    (select coalesce(max(refund), 0) + 1 from refund where customer_id = ${refund.customerId} and order_id = ${refund.orderId}),
    ${refund.status}, ${refund.amountCents}, ${refund.reference}, ${refund.isWithShipping}, ${refund.isRestocking}, ${refund.byWhom},
    left(${refund.reason}::text, 1000), ${refund.note}, ${refund.createdAt}, ${refund.settledAt})
  returning refund, status, amount_cents, reference, is_with_shipping, is_restocking, by_whom, created_at`;
}

export function addRefundLine(
  { customerId, orderId }: OrderKey,
  refund: number,
  line: { readonly line_number: number; readonly quantity: number; readonly restock_units: number },
) {
  return writes(row({}))`
  insert into refund_line (customer_id, order_id, refund, line_number, quantity, restock_units)
  values (${customerId}, ${orderId}, ${refund}, ${line.line_number}, ${line.quantity}, ${line.restock_units})`;
}

/** Changes a refund's status. Returns no row when the status is no longer `from`. */
export function changeRefund(change: RefundChange) {
  return writes(row({ refund: integer }))`
  update refund set status = ${change.to}, reference = coalesce(${change.reference}, reference), reason = left(${change.reason}::text, 1000),
    settled_at = ${change.settledAt}
  where customer_id = ${change.customerId} and order_id = ${change.orderId} and refund = ${change.refund} and status = ${change.from}
  returning refund`;
}

/** Assigns the provider's reference to a refund recorded without one. */
export function numberRefund(
  { customerId, orderId }: OrderKey,
  { refund, reference }: { readonly refund: number; readonly reference: string },
) {
  return writes(row({}))`
  update refund set reference = ${reference}
  where customer_id = ${customerId} and order_id = ${orderId} and refund = ${refund} and reference is null`;
}

/**
 * Deletes succeeded refunds without the provider's reference that match none of its refunds: the provider's own list
 * replaces them.
 */
export function forgetNumberless({ customerId, orderId }: OrderKey) {
  return writes(row({}))`
  delete from refund where customer_id = ${customerId} and order_id = ${orderId} and reference is null and status = 'succeeded'`;
}

/** Selects an order's disputes, the newest first. */
export function disputesOf({ customerId, orderId }: OrderKey) {
  return reads(DisputeRow)`
  select dispute, reference, status, provider_status, amount_cents, currency, is_withdrawn from dispute
  where customer_id = ${customerId} and order_id = ${orderId} order by opened_at desc, dispute desc`;
}

export function addDispute({ customerId, orderId }: OrderKey, dispute: ProviderDispute, now: Date) {
  return writes(row({}))`
  insert into dispute (customer_id, order_id, dispute, reference, status, provider_status, amount_cents, currency, reason, is_withdrawn, opened_at, due_at, updated_at)
  values (${customerId}, ${orderId},
    (select coalesce(max(dispute), 0) + 1 from dispute where customer_id = ${customerId} and order_id = ${orderId}),
    ${dispute.reference}, ${dispute.status}, left(${dispute.providerStatus}::text, 255), ${dispute.amountCents}, ${dispute.currency},
    left(${dispute.reason}::text, 255), ${dispute.isWithdrawn}, ${dispute.createdAt}, ${dispute.dueAt}, ${now})`;
}

export function changeDispute({ customerId, orderId }: OrderKey, dispute: ProviderDispute, now: Date) {
  return writes(row({}))`
  update dispute set status = ${dispute.status}, provider_status = left(${dispute.providerStatus}::text, 255), amount_cents = ${dispute.amountCents},
    is_withdrawn = ${dispute.isWithdrawn}, due_at = ${dispute.dueAt}, updated_at = ${now}
  where customer_id = ${customerId} and order_id = ${orderId} and reference = ${dispute.reference}`;
}

/**
 * Locks the payment for a refund of this amount: other refunds of it wait for this transaction. Returns no row when
 * refunds and disputes leave less than the amount, or the payment has not succeeded.
 */
export function reserveMoney({ customerId, orderId }: OrderKey, amountCents: number) {
  return writes(row({ order_id: integer }))`
  update payment set revision = revision + 1
  where customer_id = ${customerId} and order_id = ${orderId} and succeeded_at is not null and refunded_cents + withdrawn_cents + ${amountCents} <= amount_cents
  returning order_id`;
}

/**
 * Raises the payment's revision and so locks it. Returns no row when the payment has changed since it was read at this
 * revision.
 */
export function claimRevision({ customerId, orderId }: OrderKey, revision: number) {
  return writes(row({ order_id: integer }))`
  update payment set revision = revision + 1
  where customer_id = ${customerId} and order_id = ${orderId} and revision = ${revision}
  returning order_id`;
}

/**
 * Writes the sums to the payment and to its charge as it is shown. More than was paid violates
 * `payment_refunded_check`.
 */
export function recordRefunded(
  { customerId, orderId }: OrderKey,
  {
    refundedCents,
    withdrawnCents,
    followAt,
  }: { readonly refundedCents: number; readonly withdrawnCents: number; readonly followAt: Date | null },
) {
  return writes(row({}))`
  update payment set refunded_cents = ${refundedCents}, withdrawn_cents = ${withdrawnCents}, revision = revision + 1, follow_at = ${followAt},
    charge = charge || jsonb_build_object('amount_refunded', ${refundedCents}::bigint, 'refunded', ${refundedCents}::bigint = amount_cents)
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

/** Selects payments at this account that are due to be followed up, the longest due first, after the given position. */
export function followedPayments(
  { account, isUnwanted, now }: { readonly account: Account; readonly isUnwanted: boolean; readonly now: Date },
  limit: number,
  after: { readonly due_at: Date; readonly order_id: number },
) {
  return reads(row({ customer_id: integer, order_id: integer, due_at: timestamp }))`
  select customer_id, order_id, coalesce(follow_at, ${now}::timestamptz) as due_at from payment
  where follow_at <= ${now} and ${isAt(account)} and is_unwanted = ${isUnwanted}
    and (follow_at, order_id) > (${after.due_at}, ${after.order_id})
  order by follow_at, order_id limit ${limit}`;
}

/** Sets from when the provider is asked about the payment. */
export function followFrom({ customerId, orderId }: OrderKey, followAt: Date) {
  return writes(row({}))`
  update payment set follow_at = ${followAt} where customer_id = ${customerId} and order_id = ${orderId}`;
}

/** Postpones a payment that is followed up, so that others of its kind come first, whatever its result. */
export function followAgain({ customerId, orderId }: OrderKey, followAt: Date) {
  return writes(row({}))`
  update payment set follow_at = ${followAt}
  where customer_id = ${customerId} and order_id = ${orderId} and follow_at is not null`;
}
