import type { Database, Writer } from "../platform/database/database.ts";
import { pagesOf } from "../platform/database/pages.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import { withoutPayer } from "./charge/redact-charge.ts";
import * as queries from "./personal-data.queries.ts";

/** Number of payments per page of an export. */
const page = 100;

/** Maximum number of orders that a refusal names; it counts the others. */
const mostNamed = 10;

/** Yields a customer's payments with their refunds and disputes, newest order first, for the personal data export. */
export async function* exportPayments(db: Database, customerId: number) {
  const pages = pagesOf<queries.ExportedPayment>(page, (limit, after) =>
    db.all(queries.paymentsOf(customerId, limit, after?.order_id)),
  );
  for await (const payments of pages) yield* await withReturns(db, customerId, payments);
}

/** Yields the attempts to pay a customer's orders, newest order first, for the personal data export. */
export async function* exportAttempts(db: Database, customerId: number) {
  const pages = pagesOf<queries.ExportedAttempt>(page, (limit, after) =>
    db.all(queries.attemptsOf(customerId, limit, after)),
  );
  for await (const attempts of pages)
    yield* attempts.map(({ created_at, settled_at, is_by_stranger, ...attempt }) => ({
      ...attempt,
      created_on: created_at.toISOString(),
      settled_on: dateIn(settled_at),
      is_by_guest: is_by_stranger,
    }));
}

/**
 * Erases personal data from a customer's payments and attempts to pay, within the transaction that erases the customer. Throws COM_02 while
 * something of a payment is open.
 */
export async function erasePayer(tx: Writer, customerId: number): Promise<void> {
  requireNothingOpen(await tx.all(queries.openPayments(customerId)));
  tx.send(queries.forgetPayersOf(customerId));
  tx.send(queries.eraseRefundNotes(customerId));
  await tx.all(queries.forgetCards(customerId));
}

async function withReturns(db: Database, customerId: number, payments: readonly queries.ExportedPayment[]) {
  const orderIds = payments.map(orderOf);
  const [refunds, disputes] = await Promise.all([
    db.all(queries.refundsForExport(customerId, orderIds)),
    db.all(queries.disputesForExport(customerId, orderIds)),
  ]);
  const [refundsByOrder, disputesByOrder] = [Map.groupBy(refunds, orderOf), Map.groupBy(disputes, orderOf)];
  return payments.map(
    ({ amount_cents, refunded_cents, created_at, succeeded_at, charge, is_of_stranger, ...payment }) => {
      const ofOrder = refundsByOrder.get(payment.order_id) ?? [];
      const isAllBack = refunded_cents === amount_cents;
      return {
        ...payment,
        charge: charge && is_of_stranger ? withoutPayer(charge) : charge,
        amount: twoDecimals(amount_cents),
        refunded_amount: twoDecimals(refunded_cents),
        created_on: created_at.toISOString(),
        succeeded_on: succeeded_at?.toISOString() ?? null,
        refunded_on: isAllBack
          ? (dateIn(ofOrder.findLast(({ status }) => status === "succeeded")?.settled_at) ?? null)
          : null,
        refunds: ofOrder.map(({ amount_cents: cents, status, note, created_at: asked, settled_at }) => ({
          amount: twoDecimals(cents),
          status,
          note,
          created_on: asked.toISOString(),
          settled_on: dateIn(settled_at),
        })),
        disputes: (disputesByOrder.get(payment.order_id) ?? []).map(
          ({ amount_cents: cents, status, currency, opened_at }) => ({
            amount: twoDecimals(cents),
            currency,
            status,
            opened_on: opened_at.toISOString(),
          }),
        ),
      };
    },
  );
}

function orderOf({ order_id }: { readonly order_id: number }): number {
  return order_id;
}

function dateIn(moment: Date | null | undefined): string | null {
  return moment?.toISOString() ?? null;
}

/** Throws COM_02 when money is owed to the customer or a dispute is open: the shop still has to account for it. */
function requireNothingOpen(open: readonly { readonly order_id: number }[]): void {
  if (open.length === 0) return;
  const named = open.slice(0, mostNamed).map(({ order_id }) => `order ${order_id}`);
  const more = open.length > mostNamed ? [`${open.length - mostNamed} more`] : [];
  throw refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: money is on its way back, or a dispute is open: ${[...named, ...more].join("; ")}. Erase the account when it is back and the dispute has ended`,
  });
}
