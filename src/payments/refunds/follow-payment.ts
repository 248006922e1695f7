import { orderToRefund } from "../../orders/index.ts";
import { providerOf } from "../account.ts";
import { reconcile } from "../reconciliation/reconcile.ts";
import * as queries from "../reconciliation/reconcile.queries.ts";
import type { RefundNow } from "../reconciliation/refunds.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { payment as paymentOf, type OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { askForRefund, beginRefund } from "./ask-for-refund.ts";

/** Minimum time between two follow-ups of one payment, whatever their result. */
const waitMilliseconds = 60_000;

/**
 * Reconciles a payment of which something is open. Then repeats the request for a refund that the provider does not
 * know, or refunds the money of a cancelled order. Postpones the payment's next turn first, so that a failing payment
 * delays no other.
 */
export async function followPayment(dependencies: SettlingDependencies, key: OrderKey): Promise<void> {
  const payment = await dependencies.db.first(paymentOf(key));
  if (!payment) return;
  const provider = await providerOf(dependencies, payment);
  if (!provider) throw new PaymentElsewhere(`${payment.reference} is at another account.`);
  await dependencies.db.all(queries.followAgain(key, new Date(Date.now() + waitMilliseconds)));
  await reconcile(dependencies, key);
  const asked = (await dependencies.db.all(queries.refundsOf(key))).find(({ status }) => status === "asked");
  const refund = asked ?? (payment.is_unwanted ? await beginReturn(dependencies, key) : undefined);
  if (refund)
    await askForRefund({ ...dependencies, provider }, key, { reference: payment.reference, refund, isWatched: false });
}

/**
 * Begins the refund of all that is left of a cancelled order's payment, without what disputes have withdrawn. Undefined
 * when nothing is left.
 */
function beginReturn({ db }: SettlingDependencies, key: OrderKey): Promise<RefundNow | undefined> {
  return db.transaction(async (tx) => {
    const order = await orderToRefund(tx, key);
    const payment = await tx.first(paymentOf(key));
    const leftCents = payment ? payment.amount_cents - payment.refunded_cents - payment.withdrawn_cents : 0;
    if (!order || leftCents <= 0) return undefined;
    const quote = { amountCents: leftCents, isWithShipping: false, isRestocking: false, lines: [] };
    return beginRefund(tx, key, { quote, byWhom: "shop", isAll: true, now: new Date() });
  });
}
