import { catalogueInBulk, recountRatings } from "../../catalogue/index.ts";
import { customersInBulk } from "../../customers/index.ts";
import { ordersInBulk } from "../../orders/index.ts";
import type { BulkWriter } from "../../platform/database/bulk.ts";
import { customerRows, emailRows, passwordHash, type CustomerWish } from "./customers.ts";
import { makeOrders, type OrderWish } from "./orders.ts";
import type { Progress } from "./progress.ts";
import { authorshipRows, reviewRows, type ReviewWish } from "./reviews.ts";

type Filling = { readonly tx: BulkWriter; readonly progress: Progress };

/** So many are in memory at once: each is written into four tables. */
const ordersAtOnce = 2000;

export async function copyCustomers({ tx, progress }: Filling, wish: CustomerWish, before: number): Promise<void> {
  if (wish.customers === 0) return;
  const rows = customerRows(wish, before + 1, await passwordHash(wish.seed));
  await progress.copy(tx, "customers", customersInBulk.customerRows, rows);
  await progress.copy(
    tx,
    "their addresses for mail",
    customersInBulk.customerEmailRows,
    emailRows(wish.customers, before + 1),
  );
  progress.tell();
}

export async function copyOrders({ tx, progress }: Filling, wish: OrderWish): Promise<void> {
  if (wish.orders === 0) return;
  const orderOf = makeOrders(wish);
  for (let first = 0; first < wish.orders; first += ordersAtOnce) {
    const count = Math.min(ordersAtOnce, wish.orders - first);
    const past = Array.from({ length: count }, (_, index) => ordersInBulk.rowsOfPast(orderOf(first + index)));
    await progress.copy(
      tx,
      "orders",
      ordersInBulk.orderRows,
      past.map(({ order }) => order),
    );
    await progress.copy(
      tx,
      "lines of orders",
      ordersInBulk.lineRows,
      past.flatMap(({ lines }) => lines),
    );
    await progress.copy(
      tx,
      "whose order a number is",
      ordersInBulk.ownerRows,
      past.map(({ owner }) => owner),
    );
    await progress.copy(
      tx,
      "history of orders",
      ordersInBulk.auditRows,
      past.flatMap(({ audit }) => audit),
    );
  }
  progress.tell();
}

export async function copyReviews({ tx, progress }: Filling, wish: ReviewWish): Promise<void> {
  if (wish.reviews === 0) return;
  await progress.copy(tx, "reviews", catalogueInBulk.reviewRows, reviewRows(wish));
  if (wish.customers.customers > 0)
    await progress.copy(tx, "who wrote them", catalogueInBulk.authorshipRows, authorshipRows(wish));
  await progress.step("stars", () => tx.all(recountRatings()));
  progress.tell();
}
