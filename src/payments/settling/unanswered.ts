import { unansweredRefunds } from "../../orders/index.ts";
import { providerOf } from "../accounts/accounts.ts";
import { answerSeconds } from "../providers/patience.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { paymentsElsewhere, unansweredAttempts, unwantedPayments } from "../queries.ts";
import { repeatRefund, returnMoney } from "../refunding/refunding.ts";
import { settleByAsking, type SettlingNeeds } from "./settling.ts";

const batch = 100;

type OrderRow = { readonly customer_id: number; readonly order_id: number };

/** Does each, though others fail, and then tells of those that did; what is elsewhere is left alone. */
const each = async <Item extends OrderRow>(
  { leaveAlone }: SettlingNeeds,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<number> => {
  const failures: unknown[] = [];
  let left = 0;
  for (const item of items)
    await work(item).catch((error: unknown) => {
      if (!(error instanceof PaymentElsewhere)) return void failures.push(error);
      leaveAlone(item.order_id, error);
      left += 1;
    });
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} of ${items.length} could not be settled: ${String(failures[0])}`,
    );
  return items.length - left;
};

/** Settles attempts whose answers were lost, by asking the provider. */
export const settleUnanswered = async (needs: SettlingNeeds, now = new Date()): Promise<number> => {
  const before = new Date(now.getTime() - answerSeconds * 1000);
  const account = await needs.provider.account();
  for (const { order_id, reference } of await needs.db.all(paymentsElsewhere(before, batch, account)))
    needs.leaveAlone(order_id, new PaymentElsewhere(`${reference} is at another account.`));
  const found = await needs.db.all(unansweredAttempts(before, batch, account));
  return each(needs, found, ({ customer_id: customerId, order_id: orderId, attempt }) =>
    settleByAsking(needs, { customerId, orderId, attempt }),
  );
};

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = async (needs: SettlingNeeds): Promise<number> => {
  const found = await needs.db.all(unwantedPayments(batch, await needs.provider.account()));
  return each(needs, found, async ({ customer_id: customerId, order_id: orderId, ...payment }) => {
    const provider = await providerOf(needs, payment);
    if (!provider) throw new PaymentElsewhere(`${payment.reference} is at another account.`);
    const by = { byWhom: "shop", note: "The order had been cancelled", now: new Date() };
    const returned = await returnMoney({ ...needs, provider }, { customerId, orderId }, payment.reference, by);
    if (returned.status === "refused") throw new Error(`${payment.reference} is not given back: ${returned.reason}`);
  });
};

/** Asks again for refunds that nobody has answered. */
export const repeatRefunds = async (needs: SettlingNeeds): Promise<number> => {
  const held = await unansweredRefunds(needs.db, batch);
  return each(needs, held, ({ customer_id: customerId, order_id: orderId }) =>
    repeatRefund(needs, { customerId, orderId }),
  );
};
