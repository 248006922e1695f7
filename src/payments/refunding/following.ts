import { orderToRefund } from "../../orders/index.ts";
import { providerOf } from "../accounts/accounts.ts";
import { reconcile } from "../afterwards/afterwards.ts";
import * as queries from "../afterwards/queries.ts";
import type { RefundNow } from "../afterwards/refunds.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { payment as paymentOf, type OrderKey } from "../queries.ts";
import type { SettlingNeeds } from "../settling/settling.ts";
import { askForRefund, beginRefund } from "./asking.ts";

/** Whatever comes of it, a payment is asked about once in so long at most. */
const waitMilliseconds = 60_000;

/**
 * Asks the provider how a payment stands of which something is open, then again for a refund that it knows nothing of,
 * and for money that the order could not take. Its next turn is set first: what fails holds nobody up.
 */
export async function followPayment(needs: SettlingNeeds, key: OrderKey): Promise<void> {
  const payment = await needs.db.first(paymentOf(key));
  if (!payment) return;
  const provider = await providerOf(needs, payment);
  if (!provider) throw new PaymentElsewhere(`${payment.reference} is at another account.`);
  await needs.db.all(queries.followAgain(key, new Date(Date.now() + waitMilliseconds)));
  await reconcile(needs, key);
  const asked = (await needs.db.all(queries.refundsOf(key))).find(({ status }) => status === "asked");
  const refund = asked ?? (payment.is_unwanted ? await beginReturn(needs, key) : undefined);
  if (refund)
    await askForRefund({ ...needs, provider }, key, { reference: payment.reference, refund, isWatched: false });
}

/** All that is left of money which an order could not take, without what a dispute has taken of it. */
function beginReturn({ db }: SettlingNeeds, key: OrderKey): Promise<RefundNow | undefined> {
  return db.transaction(async (tx) => {
    const order = await orderToRefund(tx, key);
    const payment = await tx.first(paymentOf(key));
    const leftCents = payment ? payment.amount_cents - payment.refunded_cents - payment.withdrawn_cents : 0;
    if (!order || leftCents <= 0) return undefined;
    const quote = { amountCents: leftCents, isWithShipping: false, isRestocking: false, lines: [] };
    return beginRefund(tx, key, { quote, byWhom: "shop", isAll: true, now: new Date() });
  });
}
