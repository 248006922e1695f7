import { orderToPay, orderToRefund, requireLocked, type OrderToPay, type OrderToRefund } from "../../orders/index.ts";
import type { Writer } from "../../platform/database/database.ts";
import { reconcile } from "../reconciliation/reconcile.ts";
import * as queries from "../reconciliation/reconcile.queries.ts";
import type { RefundNow } from "../reconciliation/refunds.ts";
import { refusal } from "../../platform/refusal.ts";
import { providerOf } from "../account.ts";
import { PaymentElsewhere, type Provider } from "../providers/provider.ts";
import { payment as paymentOf, type OrderKey, type PaymentNow } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { askForRefund, beginRefund, type Asked } from "./ask-for-refund.ts";
import { quoteNothing, refundNothing } from "./refund-nothing.ts";
import { repeatedRefund, requestOf } from "./refund-request.ts";
import { notRefundable, quoteRefund, type Before, type Quote, type RefundOptions } from "./quote.ts";

/**
 * Refund that is about to be made, for display before it is; with the amounts that refunds and disputes took before.
 */
export type Announced = Quote & Pick<Before, "refundedCents" | "withdrawnCents"> & { readonly order: OrderToRefund };

export type Refunding = {
  readonly byWhom: string;
  readonly wish?: RefundOptions;
  /** Why the money goes back, for the shop's own records; 1 to 500 characters. */
  readonly note?: string;
  /**
   * Names the request: repeated with the same key, of 1 to 255 characters, it refunds once. An order with a total of 0
   * is refunded once without any.
   */
  readonly requestKey?: string;
  /** Called before the provider is asked. */
  readonly announce?: (announced: Announced) => void;
};

export type Refunded = {
  readonly amountCents: number;
  readonly currency: string;
  readonly status: Asked["status"];
  readonly reference: string | null;
  /** This is the result of an earlier refund: of the same request, or of one whose response was lost. */
  readonly isEarlier: boolean;
};

const vain: readonly Asked["status"][] = ["refused", "failed", "canceled"];

type Paid = Omit<PaymentNow, "provider"> & { readonly provider: Provider };

/** A refund that is on record, new or begun before. */
type Begun = { readonly refund: RefundNow; readonly isEarlier: boolean };

/**
 * Returns the refund that these options give, without making it. Changes nothing, except that the payment is reconciled
 * with the provider.
 */
export async function quoteOrder(
  dependencies: SettlingDependencies,
  orderId: number,
  options: RefundOptions,
): Promise<Announced> {
  const order = await orderToPay(dependencies.db, orderId);
  if (!(await paidFor(dependencies, order))) return quoteNothing(dependencies, keyOf(order), options);
  return dependencies.db.transaction((tx) => quoted(tx, keyOf(order), options));
}

/**
 * Refunds an order: all that is left, unless the options name less. Reconciles the payment first, because refunds may
 * have been made at the provider. If the response to an earlier refund was lost, a request without a key completes only
 * that refund.
 */
export async function refundOrder(
  dependencies: SettlingDependencies,
  orderId: number,
  refunding: Refunding,
): Promise<Refunded> {
  const order = await orderToPay(dependencies.db, orderId);
  const key = keyOf(order);
  const lost = await askedOf(dependencies, key);
  const payment = await paidFor(dependencies, order);
  if (!payment) return refundNothing(dependencies, key, refunding);
  const { reference, currency, provider } = payment;
  const theirs = { ...dependencies, provider };
  const { refund, isEarlier } = await refundFor(theirs, key, refunding, { reference, lost });
  const asked = isEarlier
    ? await askAgain(theirs, key, reference, refund)
    : await askForRefund(theirs, key, { reference, refund, isWatched: true });
  requireGoing(asked);
  const { status, reference: number } = asked;
  return { amountCents: refund.amount_cents, currency, status, reference: number, isEarlier };
}

/** Returns the refund that a request is about, which it begins unless it is on record. */
async function refundFor(
  dependencies: SettlingDependencies,
  key: OrderKey,
  refunding: Refunding,
  { reference, lost }: { readonly reference: string; readonly lost: RefundNow | undefined },
): Promise<Begun> {
  if (!lost) return begin(dependencies, key, refunding);
  const request = requestOf(refunding);
  if (!request) return { refund: lost, isEarlier: true };
  const earlier = await dependencies.db.transaction((tx) => repeatedRefund(tx, key, request));
  if (earlier) return { refund: earlier, isEarlier: true };
  // An order has one refund without response at most: that of another request is completed first.
  await askAgain(dependencies, key, reference, lost);
  return begin(dependencies, key, refunding);
}

/**
 * Announces the refund, then begins it, unless the same request did. Throws COM_02 when the order has changed between
 * the two.
 */
async function begin(dependencies: SettlingDependencies, key: OrderKey, refunding: Refunding): Promise<Begun> {
  const { byWhom, wish: options = {}, note, announce } = refunding;
  const request = requestOf(refunding);
  const announced = announce && (await dependencies.db.transaction((tx) => quoted(tx, key, options)));
  if (announced) announce(announced);
  return dependencies.db.transaction(async (tx) => {
    // Concurrent requests with one key meet at the order's lock: all but the first find its refund.
    await requireLocked(tx, key);
    const earlier = await repeatedRefund(tx, key, request);
    if (earlier) return { refund: earlier, isEarlier: true };
    const { order, refundedCents, withdrawnCents, ...quote } = await quoted(tx, key, options);
    if (announced && (quote.amountCents !== announced.amountCents || order.status !== announced.order.status))
      throw notRefundable("the order was changed meanwhile; ask again");
    const isAll = refundedCents + withdrawnCents + quote.amountCents >= order.amount_cents;
    const refund = await beginRefund(tx, key, { quote, byWhom, isAll, now: new Date(), note, request });
    return { refund, isEarlier: false };
  });
}

async function quoted(tx: Writer, key: OrderKey, options: RefundOptions) {
  const order = await orderToRefund(tx, key);
  if (!order) throw notRefundable("the order is gone");
  const earlier = await before(tx, key);
  const { refundedCents, withdrawnCents } = earlier;
  return { order, refundedCents, withdrawnCents, ...quoteRefund(order, earlier, options) };
}

async function before(tx: Writer, key: OrderKey): Promise<Before> {
  const [payment, refunds, lines] = await Promise.all([
    tx.first(paymentOf(key)),
    tx.all(queries.refundsOf(key)),
    tx.all(queries.refundedLines(key)),
  ]);
  return {
    refundedCents: payment?.refunded_cents ?? 0,
    withdrawnCents: payment?.withdrawn_cents ?? 0,
    isShippingBack: refunds.some(({ is_with_shipping, status }) => is_with_shipping && !vain.includes(status)),
    lines,
  };
}

/** Throws COM_02 when the provider did not accept the refund, or the refund failed there. */
function requireGoing({ status, reason }: Asked): void {
  if (vain.includes(status))
    throw notRefundable(`the provider does not give the money back${reason === null ? "" : `: ${reason}`}`);
}

/** Returns an order's payment, reconciled with the provider; undefined for an order with a total of 0. */
async function paidFor(dependencies: SettlingDependencies, order: OrderToPay): Promise<Paid | undefined> {
  const key = keyOf(order);
  const payment = await dependencies.db.first(paymentOf(key));
  if (!payment?.charge) {
    if (order.amount_cents > 0) throw notRefundable("nothing was paid for the order");
    return undefined;
  }
  const provider = await providerOf(dependencies, payment).catch((error: unknown) => {
    throw Object.assign(unasked(), { cause: error });
  });
  if (!provider)
    throw notRefundable(`the order was paid at another account of ${payment.provider}, or in another mode`);
  await reconcile(dependencies, key).catch((error: unknown) => {
    if (error instanceof PaymentElsewhere)
      throw notRefundable("the provider does not know the payment at this account: nothing was asked back");
    throw Object.assign(unasked(), { cause: error });
  });
  return { ...payment, provider };
}

function keyOf({ customer_id: customerId, order_id: orderId }: OrderToPay): OrderKey {
  return { customerId, orderId };
}

function unasked() {
  return refusal("COM_50", "order_id", {
    message: "The payment provider does not say how the payment stands: nothing was asked back.",
  });
}

async function askedOf({ db }: SettlingDependencies, key: OrderKey): Promise<RefundNow | undefined> {
  return (await db.all(queries.refundsOf(key))).find(({ status }) => status === "asked");
}

/**
 * Returns the result of a refund whose response was lost: from the reconciled record, or by asking the provider again.
 */
async function askAgain(
  dependencies: SettlingDependencies,
  key: OrderKey,
  reference: string,
  lost: RefundNow,
): Promise<Asked> {
  const now = (await dependencies.db.all(queries.refundsOf(key))).find(({ refund }) => refund === lost.refund);
  if (now && now.status !== "asked") return { ...now, reason: null };
  return askForRefund(dependencies, key, { reference, refund: lost, isWatched: true });
}
