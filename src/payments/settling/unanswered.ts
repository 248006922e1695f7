import { unansweredRefunds } from "../../orders/index.ts";
import { unansweredAttempts, unwantedPayments } from "../queries.ts";
import { repeatRefund, returnMoney } from "../refunding/refunding.ts";
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

/** Gives money back that came for orders which could no longer take it. */
export const returnUnwanted = async (needs: SettlingNeeds): Promise<number> => {
  const found = await needs.db.all(unwantedPayments(batch));
  return each(found, async ({ customer_id: customerId, order_id: orderId, reference }) => {
    const by = { byWhom: "shop", note: "The order had been cancelled", now: new Date() };
    const returned = await returnMoney(needs, { customerId, orderId }, reference, by);
    if (returned.status === "refused") throw new Error(`${reference} is not given back: ${returned.reason}`);
  });
};

/** Asks again for refunds that nobody has answered. */
export const repeatRefunds = async (needs: SettlingNeeds): Promise<number> => {
  const held = await unansweredRefunds(needs.db, batch);
  return each(held, ({ customer_id: customerId, order_id: orderId }) => repeatRefund(needs, { customerId, orderId }));
};
