import { followedPayments } from "../afterwards/queries.ts";
import { answerSeconds } from "../providers/patience.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { paymentsElsewhere, unansweredAttempts } from "../queries.ts";
import { followPayment } from "../refunding/following.ts";
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

/** Payments at this server's account of which something is open; those that are elsewhere are left to it. */
const follow = async (needs: SettlingNeeds, isUnwanted: boolean, now: Date): Promise<number> => {
  const found = await needs.db.all(followedPayments(await needs.provider.account(), isUnwanted, now, batch));
  return each(needs, found, ({ customer_id: customerId, order_id: orderId }) =>
    followPayment(needs, { customerId, orderId }),
  );
};

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = (needs: SettlingNeeds, now = new Date()): Promise<number> => follow(needs, true, now);

/** Asks again for refunds that nobody has answered, and how those stand that are on their way. */
export const repeatRefunds = (needs: SettlingNeeds, now = new Date()): Promise<number> => follow(needs, false, now);
