import { holdForRefund, orderToPay, recordRefund, releaseUnrefunded, type OrderKey } from "../../orders/index.ts";
import { refusal } from "../../platform/refusal.ts";
import { providerOf } from "../accounts/accounts.ts";
import { PaymentElsewhere, type Returned } from "../providers/provider.ts";
import * as queries from "../queries.ts";
import type { SettlingNeeds } from "../settling/settling.ts";

type Mover = Parameters<typeof recordRefund>[2];

const unanswered = (cause: unknown) =>
  Object.assign(
    refusal("COM_50", "order_id", {
      message:
        "The payment provider has not answered: the refund is asked for again each minute, and until then nobody sends the order.",
    }),
    { cause },
  );

/** Gives a payment back, or says why not; asked twice, the provider gives once. Refuses when the provider does not answer. */
export const returnMoney = async (
  { db, provider }: SettlingNeeds,
  key: OrderKey,
  reference: string,
  by: Mover,
): Promise<Returned> => {
  const returned = await provider.refund(reference).catch((error: unknown) => {
    throw error instanceof PaymentElsewhere ? error : unanswered(error);
  });
  if (returned.status === "returned")
    await db.transaction(async (tx) => {
      await recordRefund(tx, key, by);
      await tx.all(queries.recordRefund(key, by.now));
    });
  return returned;
};

const notRefundable = (why: string) => refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: ${why}` });

const requirePayment = async (needs: SettlingNeeds, key: OrderKey) => {
  const payment = await needs.db.first(queries.payment(key));
  if (!payment?.charge) throw notRefundable("nothing was paid for the order");
  const provider = await providerOf(needs, payment).catch((error: unknown) => {
    throw unanswered(error);
  });
  if (!provider)
    throw notRefundable(`the order was paid at another account of ${payment.provider}, or in another mode`);
  return { ...payment, provider };
};

/** Gives the money of a held order back; the order is let go when the provider refuses. */
const refundHeld = async (needs: SettlingNeeds, key: OrderKey, reference: string, by: Mover): Promise<void> => {
  const returned = await returnMoney(needs, key, reference, by);
  if (returned.status === "returned") return;
  await needs.db.transaction((tx) => releaseUnrefunded(tx, key));
  throw notRefundable(`the provider does not give the money back: ${returned.reason}`);
};

/** Asks again for a refund that nobody has answered; one of a provider that is not set up waits until it is. */
export const repeatRefund = async (needs: SettlingNeeds, key: OrderKey): Promise<void> => {
  const payment = await needs.db.first(queries.payment(key));
  const provider = payment && (await providerOf(needs, payment));
  if (!provider) throw new PaymentElsewhere(`The payment of order ${key.orderId} is at another account.`);
  const by = { byWhom: "shop", note: "Asked for again", now: new Date() };
  await refundHeld({ ...needs, provider }, key, payment.reference, by);
};

export type Refunded = { readonly amountCents: number; readonly currency: string };

/**
 * Refunds an order that is paid and not sent. Until the provider has answered, now or when it is asked again, nobody sends
 * the order: the money may be on its way.
 */
export const refundOrder = async (needs: SettlingNeeds, orderId: number, byWhom: string): Promise<Refunded> => {
  const key = { customerId: (await orderToPay(needs.db, orderId)).customer_id, orderId };
  const payment = await requirePayment(needs, key);
  if (!(await needs.db.transaction((tx) => holdForRefund(tx, key))))
    throw notRefundable(`an order that is ${(await orderToPay(needs.db, orderId)).status} cannot be refunded`);
  await refundHeld({ ...needs, provider: payment.provider }, key, payment.reference, { byWhom, now: new Date() }).catch(
    (error: unknown) => {
      throw error instanceof PaymentElsewhere
        ? notRefundable(
            "the provider does not know the payment at this account; until it can be asked where it was paid, nobody sends the order",
          )
        : error;
    },
  );
  return { amountCents: payment.amount_cents, currency: payment.currency };
};
