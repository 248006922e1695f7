import { orderToRefund } from "../../orders/index.ts";
import { providerOf } from "../account.ts";
import { reconcile } from "../reconciliation/reconcile.ts";
import * as queries from "../reconciliation/reconcile.queries.ts";
import type { RefundNow } from "../reconciliation/refunds.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { payment as paymentOf, type OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { askForRefund, beginRefund } from "./ask-for-refund.ts";

/** Whatever comes of it, a payment is asked about once in so long at most. */
const waitMilliseconds = 60_000;

/**
 * Asks the provider how a payment stands of which something is open, then again for a refund that it knows nothing of,
 * and for money that the order could not take. Its next turn is set first: what fails holds nobody up.
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

/** All that is left of money which an order could not take, without what a dispute has taken of it. */
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
