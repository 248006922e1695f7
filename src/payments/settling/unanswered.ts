import { unansweredRefunds } from "../../orders/index.ts";
import { sweepRows, unhurried } from "../../platform/jobs/sweep.ts";
import type { Sweeping } from "../../platform/jobs/task.ts";
import { unansweredAttempts, unwantedPayments } from "../queries.ts";
import { repeatRefund, returnMoney } from "../refunding/refunding.ts";
import { settleByAsking, type SettlingNeeds } from "./settling.ts";

/** A charge is two questions of ten seconds, each asked twice at most; after that nobody waits for its answer any more. */
export const answerSeconds = 60;

const batch = 100;

/** Settles attempts whose answers were lost, by asking the provider; answers how many there were. */
export const settleUnanswered = (
  needs: SettlingNeeds,
  sweeping: Sweeping = unhurried,
  now = new Date(),
): Promise<number> => {
  const before = new Date(now.getTime() - answerSeconds * 1000);
  return sweepRows(sweeping, {
    batch,
    start: { created_at: new Date(0), order_id: 0 },
    find: (limit, after) => needs.db.all(unansweredAttempts(before, limit, after)),
    tell: ({ order_id: order, attempt }) => ({ order, attempt }),
    work: ({ customer_id: customerId, order_id: orderId, attempt }) =>
      settleByAsking(needs, { customerId, orderId, attempt }),
  });
};

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = (needs: SettlingNeeds, sweeping: Sweeping = unhurried): Promise<number> =>
  sweepRows(sweeping, {
    batch,
    start: { order_id: 0 },
    find: (limit, { order_id: after }) => needs.db.all(unwantedPayments(limit, after)),
    tell: ({ order_id: order, reference }) => ({ order, reference }),
    async work({ customer_id: customerId, order_id: orderId, reference }) {
      const by = { byWhom: "shop", note: "The order had been cancelled", now: new Date() };
      const returned = await returnMoney(needs, { customerId, orderId }, reference, by);
      if (returned.status === "refused") throw new Error(`${reference} is not given back: ${returned.reason}`);
    },
  });

/** Asks again for refunds that nobody has answered. */
export const repeatRefunds = (needs: SettlingNeeds, sweeping: Sweeping = unhurried): Promise<number> =>
  sweepRows(sweeping, {
    batch,
    start: { order_id: 0 },
    find: (limit, { order_id: after }) => unansweredRefunds(needs.db, limit, after),
    tell: ({ order_id: order }) => ({ order }),
    work: ({ customer_id: customerId, order_id: orderId }) => repeatRefund(needs, { customerId, orderId }),
  });
