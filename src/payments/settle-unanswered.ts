import { sweepRows, unhurried } from "../platform/jobs/sweep.ts";
import type { Sweeping } from "../platform/jobs/task.ts";
import { followedPayments } from "./reconciliation/reconcile.queries.ts";
import { answerSeconds } from "./providers/patience.ts";
import { PaymentElsewhere, type Account } from "./providers/provider.ts";
import { paymentsElsewhere, unansweredAttempts } from "./payments.queries.ts";
import { followPayment } from "./refunds/follow-payment.ts";
import { settleByAsking, type SettlingDependencies } from "./settlement.ts";

const batch = 100;

type OrderRow = { readonly customer_id: number; readonly order_id: number };

/** Account of test payments, for which no provider has to be asked. */
const testAccount: Account = { provider: "test", account: null, isLive: null };

/** Settles attempts whose responses were lost, by asking the provider. Returns how many there were. */
export async function settleUnanswered(
  dependencies: SettlingDependencies,
  sweeping: Sweeping = unhurried,
  now = new Date(),
): Promise<number> {
  const before = new Date(now.getTime() - answerSeconds * 1000);
  if (sweeping.signal.aborted) return 0;
  return forOwnAccount(dependencies, async (account) => {
    await leaveOthersAlone(dependencies, account, before);
    return settleRows(dependencies, sweeping, {
      start: { created_at: new Date(0), order_id: 0 },
      find: (limit, after) => dependencies.db.all(unansweredAttempts(before, limit, account, after)),
      work: ({ customer_id: customerId, order_id: orderId, attempt }) =>
        settleByAsking(dependencies, { customerId, orderId, attempt }),
    });
  });
}

/** Refunds money that arrived for orders that can no longer accept it. */
export function returnUnwanted(
  dependencies: SettlingDependencies,
  sweeping = unhurried,
  now = new Date(),
): Promise<number> {
  return follow(dependencies, true, sweeping, now);
}

/** Repeats requests for refunds without response, and asks for the status of pending refunds. */
export function repeatRefunds(
  dependencies: SettlingDependencies,
  sweeping = unhurried,
  now = new Date(),
): Promise<number> {
  return follow(dependencies, false, sweeping, now);
}

/** Logs waiting payments at other accounts, provided that this server's own account is known. */
async function leaveOthersAlone(
  { db, provider, leaveAlone }: SettlingDependencies,
  account: Account,
  before: Date,
): Promise<void> {
  if (account.provider !== provider.name) return;
  for (const { order_id, reference } of await db.all(paymentsElsewhere(before, batch, account)))
    leaveAlone(order_id, new PaymentElsewhere(`${reference} is at another account.`));
}

/**
 * Follows up the payments at this server's account of which something is open; servers at other accounts do the same
 * for theirs.
 */
function follow(
  dependencies: SettlingDependencies,
  isUnwanted: boolean,
  sweeping: Sweeping,
  now: Date,
): Promise<number> {
  return forOwnAccount(dependencies, (account) =>
    settleRows(dependencies, sweeping, {
      start: { due_at: new Date(0), order_id: 0 },
      find: (limit, after) => dependencies.db.all(followedPayments({ account, isUnwanted, now }, limit, after)),
      work: ({ customer_id: customerId, order_id: orderId }) => followPayment(dependencies, { customerId, orderId }),
    }),
  );
}

/**
 * Runs the work for the account of this server's key. When the provider does not say which account that is, runs the
 * work that needs no provider and then throws: the job is retried with the usual backoff.
 */
async function forOwnAccount(
  { provider }: SettlingDependencies,
  work: (account: Account) => Promise<number>,
): Promise<number> {
  let account: Account;
  try {
    account = await provider.account();
  } catch (error) {
    await work(testAccount);
    throw error;
  }
  return work(account);
}

/**
 * Processes each row; a payment that turns out to be at another account is left alone. Returns how many rows were
 * processed.
 */
async function settleRows<Place, Item extends Place & OrderRow>(
  { leaveAlone }: SettlingDependencies,
  sweeping: Sweeping,
  rows: Pick<Parameters<typeof sweepRows<Place, Item>>[1], "start" | "find" | "work">,
): Promise<number> {
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
}
