import { sweepRows, unhurried } from "../../platform/jobs/sweep.ts";
import type { Sweeping } from "../../platform/jobs/task.ts";
import { followedPayments } from "../afterwards/queries.ts";
import { answerSeconds } from "../providers/patience.ts";
import { PaymentElsewhere } from "../providers/provider.ts";
import { paymentsElsewhere, unansweredAttempts } from "../queries.ts";
import { followPayment } from "../refunding/following.ts";
import { settleByAsking, type SettlingNeeds } from "./settling.ts";

const batch = 100;

type OrderRow = { readonly customer_id: number; readonly order_id: number };

/** Works off each row; what turns out to be at another account is left alone. Answers how many were worked off. */
const settleRows = async <Place, Item extends Place & OrderRow>(
  { leaveAlone }: SettlingNeeds,
  sweeping: Sweeping,
  rows: Pick<Parameters<typeof sweepRows<Place, Item>>[1], "start" | "find" | "work">,
): Promise<number> => {
  let left = 0;
  const found = await sweepRows<Place, Item>(sweeping, {
    ...rows,
    batch,
    tell: ({ order_id: order }) => ({ order }),
    work: (item) =>
      rows.work(item).catch((error: unknown) => {
        if (!(error instanceof PaymentElsewhere)) throw error;
        leaveAlone(item.order_id, error);
        left += 1;
      }),
  });
  return found - left;
};

/** Settles attempts whose answers were lost, by asking the provider; answers how many there were. */
export const settleUnanswered = async (
  needs: SettlingNeeds,
  sweeping: Sweeping = unhurried,
  now = new Date(),
): Promise<number> => {
  const before = new Date(now.getTime() - answerSeconds * 1000);
  if (sweeping.signal.aborted) return 0;
  const account = await needs.provider.account();
  for (const { order_id, reference } of await needs.db.all(paymentsElsewhere(before, batch, account)))
    needs.leaveAlone(order_id, new PaymentElsewhere(`${reference} is at another account.`));
  return settleRows(needs, sweeping, {
    start: { created_at: new Date(0), order_id: 0 },
    find: (limit, after) => needs.db.all(unansweredAttempts(before, limit, account, after)),
    work: ({ customer_id: customerId, order_id: orderId, attempt }) =>
      settleByAsking(needs, { customerId, orderId, attempt }),
  });
};

/** Payments at this server's account of which something is open; those that are elsewhere are left to it. */
const follow = async (needs: SettlingNeeds, isUnwanted: boolean, sweeping: Sweeping, now: Date): Promise<number> => {
  const account = await needs.provider.account();
  return settleRows(needs, sweeping, {
    start: { due_at: new Date(0), order_id: 0 },
    find: (limit, after) => needs.db.all(followedPayments({ account, isUnwanted, now }, limit, after)),
    work: ({ customer_id: customerId, order_id: orderId }) => followPayment(needs, { customerId, orderId }),
  });
};

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = (needs: SettlingNeeds, sweeping = unhurried, now = new Date()): Promise<number> =>
  follow(needs, true, sweeping, now);

/** Asks again for refunds that nobody has answered, and how those stand that are on their way. */
export const repeatRefunds = (needs: SettlingNeeds, sweeping = unhurried, now = new Date()): Promise<number> =>
  follow(needs, false, sweeping, now);
