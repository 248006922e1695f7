import type { Database, Writer } from "../../platform/database/database.ts";
import { twoDecimals } from "../../platform/money.ts";
import * as queries from "./queries.ts";

/** What a customer paid, for the customer's own copy of everything. */
export const exportPayments = async (db: Database, customerId: number) => {
  const rows = await db.all(queries.paymentsOf(customerId));
  return rows.map(({ amount_cents, created_at, succeeded_at, refunded_at, ...payment }) => ({
    ...payment,
    amount: twoDecimals(amount_cents),
    created_on: created_at.toISOString(),
    succeeded_on: succeeded_at?.toISOString() ?? null,
    refunded_on: refunded_at?.toISOString() ?? null,
  }));
};

/** Takes the person out of their payments, within the transaction that erases the person. */
export const forgetPayer = async (tx: Writer, customerId: number): Promise<void> =>
  void (await tx.all(queries.forgetCards(customerId)));
