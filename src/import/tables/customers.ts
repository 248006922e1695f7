import { formerCustomer, importReviews, recountRatings } from "../../catalogue/index.ts";
import { buyersNow, importCustomers, isEmail, type ImportedCustomer } from "../../customers/index.ts";
import { placeholderRegion } from "../../shipping/index.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { keptCard, keptHash, phoneWithoutCards } from "../parsing/secrets.ts";
import { RejectedRow } from "../parsing/rejected-row.ts";
import { loadTable, type Run } from "../loader.ts";

/** Name of this loss in the report. */
export const passwordLoss = "password: not kept, to be set anew at the next sign-in";

export function loadCustomers(run: Run, hasPlaceholder: boolean): Promise<void> {
  return loadTable(run, "customer", customerOf(hasPlaceholder), (rows) => importCustomers(run.tx, rows, run.now));
}

/** Imports reviews under their authors' current names. Reviews by customers who were erased here stay anonymous. */
export async function loadReviews(run: Run): Promise<void> {
  await loadTable(run, "review", reviewOf(run.now), async (rows) => {
    const authors = await buyersNow(
      run.tx,
      rows.map(({ customer_id }) => customer_id),
    );
    return run.tx.all(
      importReviews(
        rows.map((review) => {
          const author = authors.get(review.customer_id);
          return author ? { ...review, author: author.name } : { ...review, author: formerCustomer, customer_id: null };
        }),
      ),
    );
  });
  await run.tx.all(recountRatings());
}

function customerOf(hasPlaceholder: boolean) {
  return (row: LegacyRow): ImportedCustomer => {
    const place = (column: string) => row.line(column, 100) || null;
    return {
      id: row.id("customer_id"),
      name: nameOf(row),
      email: emailOf(row),
      password_hash: hashOf(row),
      credit_card: cardOf(row),
      address_1: place("address_1"),
      address_2: place("address_2"),
      city: place("city"),
      region: place("region"),
      postal_code: place("postal_code"),
      country: place("country"),
      shipping_region_id: regionOf(row, hasPlaceholder),
      day_phone: phoneOf(row, "day_phone"),
      eve_phone: phoneOf(row, "eve_phone"),
      mob_phone: phoneOf(row, "mob_phone"),
    };
  };
}

function nameOf(row: LegacyRow): string {
  const name = row.line("name", 50);
  if (name !== "") return name;
  row.mend("name: empty, now Customer and the number");
  return `Customer ${row.id("customer_id")}`;
}

function emailOf(row: LegacyRow): string {
  const email = row.contact("email");
  if (!isEmail(email) || email.length > 100) throw new RejectedRow("email is no address of mail");
  if (phoneWithoutCards(email) !== email) throw new RejectedRow("email holds a card's number");
  return email;
}

function hashOf(row: LegacyRow): string | null {
  const hash = keptHash(row.raw("password") ?? "");
  if (!hash) row.discard(passwordLoss);
  return hash ?? null;
}

function cardOf(row: LegacyRow): string | null {
  const stored = row.raw("credit_card")?.trim() ?? "";
  if (stored === "") return null;
  const card = keptCard(stored);
  row.discard(card ? "credit_card: masked" : "credit_card: none can be read, not kept");
  return card ?? null;
}

function regionOf(row: LegacyRow, hasPlaceholder: boolean): number {
  if (row.has("shipping_region_id") || !hasPlaceholder) return row.parent("shipping_region_id");
  row.mend("shipping_region_id: unknown, now the placeholder");
  return placeholderRegion;
}

function phoneOf(row: LegacyRow, column: string): string | null {
  const written = row.contact(column);
  const phone = phoneWithoutCards(written);
  if (phone !== written) row.discard(`${column}: a card's number masked`);
  if (phone.length > 100) throw new RejectedRow(`${column} is no phone number`);
  return phone || null;
}

function reviewOf(now: Date) {
  return (row: LegacyRow) => {
    const rating = row.integer("rating");
    if (rating === null || rating < 1 || rating > 5) throw new RejectedRow("rating is not from 1 to 5");
    const review = row.prose("review", 10_000);
    if (review === "") throw new RejectedRow("review is empty");
    return {
      id: row.id("review_id"),
      product_id: row.parent("product_id"),
      customer_id: row.parent("customer_id"),
      review,
      rating,
      created_at: row.momentOr("created_on", now),
    };
  };
}
