import { followedPayments } from "../afterwards/queries.ts";
import { unansweredAttempts } from "../queries.ts";
import { followPayment } from "../refunding/following.ts";
import { settleByAsking, type SettlingNeeds } from "./settling.ts";

/** A charge is two questions of ten seconds, each asked twice at most; after that nobody waits for its answer any more. */
export const answerSeconds = 60;

const batch = 100;

/** Does each, though others fail, and then tells of those that did. */
const each = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<number> => {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} of ${items.length} could not be settled: ${String(failures[0])}`,
    );
  return items.length;
};

/** Settles attempts whose answers were lost, by asking the provider. */
export const settleUnanswered = async (needs: SettlingNeeds, now = new Date()): Promise<number> => {
  const found = await needs.db.all(unansweredAttempts(new Date(now.getTime() - answerSeconds * 1000), batch));
  return each(found, ({ customer_id: customerId, order_id: orderId, attempt }) =>
    settleByAsking(needs, { customerId, orderId, attempt }),
  );
};

/** Payments of this server's provider of which something is open; those that another took are left to it. */
const follow = async (needs: SettlingNeeds, isUnwanted: boolean, now: Date): Promise<number> => {
  const found = await needs.db.all(followedPayments(needs.provider.name, isUnwanted, now, batch));
  return each(found, ({ customer_id: customerId, order_id: orderId }) => followPayment(needs, { customerId, orderId }));
};

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = (needs: SettlingNeeds, now = new Date()): Promise<number> => follow(needs, true, now);

/** Asks again for refunds that nobody has answered, and how those stand that are on their way. */
export const repeatRefunds = (needs: SettlingNeeds, now = new Date()): Promise<number> => follow(needs, false, now);
