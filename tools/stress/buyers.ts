import { catalogueBulkLoad, recountRatings } from "../../src/catalogue/index.ts";
import { customersBulkLoad } from "../../src/customers/index.ts";
import { ordersBulkLoad } from "../../src/orders/index.ts";
import type { BulkWriter } from "../../src/platform/database/bulk.ts";
import { customerRows, emailRows, passwordHash, type CustomerOptions } from "./customers.ts";
import { makeOrders, type OrderOptions } from "./orders.ts";
import type { Progress } from "./progress.ts";
import { authorshipRows, reviewRows, type ReviewOptions } from "./reviews.ts";

type Filling = { readonly tx: BulkWriter; readonly progress: Progress };

/** Number of orders in memory at once; each is written into four tables. */
const ordersAtOnce = 2000;

export async function copyCustomers(
  { tx, progress }: Filling,
  options: CustomerOptions,
  before: number,
): Promise<void> {
  if (options.customers === 0) return;
  const rows = customerRows(options, before + 1, await passwordHash(options.seed));
  await progress.copy(tx, "customers", customersBulkLoad.customerRows, rows);
  await progress.copy(
    tx,
    "their addresses for mail",
    customersBulkLoad.customerEmailRows,
    emailRows(options.customers, before + 1),
  );
  progress.tell();
}

export async function copyOrders({ tx, progress }: Filling, options: OrderOptions): Promise<void> {
  if (options.orders === 0) return;
  const orderOf = makeOrders(options);
  for (let first = 0; first < options.orders; first += ordersAtOnce) {
    const count = Math.min(ordersAtOnce, options.orders - first);
    const past = Array.from({ length: count }, (_, index) => ordersBulkLoad.rowsOfHistorical(orderOf(first + index)));
    await progress.copy(
      tx,
      "orders",
      ordersBulkLoad.orderRows,
      past.map(({ order }) => order),
    );
    await progress.copy(
      tx,
      "lines of orders",
      ordersBulkLoad.lineRows,
      past.flatMap(({ lines }) => lines),
    );
    await progress.copy(
      tx,
      "whose order a number is",
      ordersBulkLoad.ownerRows,
      past.map(({ owner }) => owner),
    );
    await progress.copy(
      tx,
      "history of orders",
      ordersBulkLoad.auditRows,
      past.flatMap(({ audit }) => audit),
    );
  }
  progress.tell();
}

export async function copyReviews({ tx, progress }: Filling, options: ReviewOptions): Promise<void> {
  if (options.reviews === 0) return;
  await progress.copy(tx, "reviews", catalogueBulkLoad.reviewRows, reviewRows(options));
  if (options.customers.customers > 0)
    await progress.copy(tx, "who wrote them", catalogueBulkLoad.authorshipRows, authorshipRows(options));
  await progress.step("stars", () => tx.all(recountRatings()));
  progress.tell();
}
