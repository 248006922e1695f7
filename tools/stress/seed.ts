import {
  catalogueBulkLoad,
  changeCatalogue,
  continueCatalogueNumbers,
  nothingElsewhere,
  lockCatalogue,
  recountProducts,
} from "../../src/catalogue/index.ts";
import { continueCustomerNumbers, customersBulkLoad } from "../../src/customers/index.ts";
import { continueOrderNumbers, ordersBulkLoad, settleCurrency } from "../../src/orders/index.ts";
import { bulkLoad, tidyTables, type BulkWriter } from "../../src/platform/database/bulk.ts";
import { readSample } from "../../src/server/sample.ts";
import { continueShippingNumbers, fillShipping, rates } from "../../src/shipping/index.ts";
import { continueTaxNumbers, fillTax, taxes } from "../../src/tax/index.ts";
import { copyCustomers, copyOrders, copyReviews } from "./buyers.ts";
import { copyCatalogue, settleValues } from "./catalogue.ts";
import { openProgress, type Progress } from "./progress.ts";
import * as queries from "./stress.queries.ts";
import { borrowedFrom } from "./sample.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** Number of rows to make of each kind. */
export type StressOptions = {
  readonly products: number;
  readonly customers: number;
  readonly orders: number;
  readonly reviews: number;
  readonly seed: number;
  /** Currency of the orders; when empty, that of the shop. */
  readonly currency: string;
  /** Adds to what the database already holds. */
  readonly isForced: boolean;
};

/** Thrown when the database cannot be filled as it is; the message says why, and what can be done. */
export class Unfillable extends Error {}

/** Tables that get many rows. */
const tables = [
  "category",
  "product",
  "product_category",
  "product_attribute",
  "review",
  "customer_review",
  "customer",
  "customer_email",
  "customer_order",
  "order_line",
  "order_audit",
];

type Sample = Awaited<ReturnType<typeof readSample>>;

/** Fills the database in one transaction: completely, or not at all. */
export async function seedStress(url: string, options: StressOptions, cancel: AbortSignal): Promise<void> {
  const progress = openProgress(process.stdout);
  await bulkLoad({ url, cancel }, (tx) => fill(tx, options, progress));
  await progress.step("counted for planning", () => tidyTables(url));
  await progress.step("counted for lists", () => bulkLoad({ url, cancel }, (tx) => recountProducts(tx)));
}

async function fill(tx: BulkWriter, options: StressOptions, progress: Progress): Promise<void> {
  const held = await takeHold(tx, options.isForced);
  const currency = await settleCurrency(tx, options.currency);
  const sample = await readSample();
  const terms = await settleTerms(tx, sample, held);
  const before = await numbersBefore(tx);
  const filling = { tx, progress, before };
  const borrowed = borrowedFrom(sample);
  const words = vocabularyOf(options.seed, options.products, borrowed.words);
  const products = { seed: options.seed, products: options.products, words, pictures: borrowed.pictures };
  const customers = { seed: options.seed, customers: options.customers, words, regions: terms.regions };
  const values = await settleValues(tx, sample.attributes);
  const putBack = held.isEmpty ? await tx.withoutIndexes(tables) : undefined;
  await changeCatalogue(tx, async () => {
    const used = await copyCatalogue(filling, products, values);
    return { words: [...used] };
  });
  await copyCustomers(filling, customers, before.customer);
  await copyOrders(filling, { ...options, ...terms, currency, products, customers, before, values });
  await copyReviews(filling, { ...options, customers, before });
  if (putBack) await progress.step("indexes and foreign keys", putBack);
  await continueNumbers(tx, { customer: before.customer + options.customers, order: before.order + options.orders });
}

/** Locks the catalogue and returns what the database holds. Throws Unfillable when it is neither empty nor forced. */
async function takeHold(tx: BulkWriter, isForced: boolean) {
  await lockCatalogue(tx);
  const held = requireRow(await tx.first(queries.present()));
  const things = (["products", "categories", "customers", "orders"] as const).filter((thing) => held[thing]);
  if (things.length > 0 && !isForced)
    throw new Unfillable(
      `The database already holds ${things.join(", ")}; nothing was changed. Choose an empty one by DATABASE_URL or DATA_DIR, or add to this one by --force.`,
    );
  return { ...held, isEmpty: things.length === 0 };
}

/** Returns shipping rates and taxes: the shop's own, or the sample's when there are none. */
async function settleTerms(tx: BulkWriter, sample: Sample, held: { regions: boolean; taxes: boolean }) {
  if (!held.regions) await fillShipping(tx, sample.shipping);
  if (!held.taxes) await fillTax(tx, sample.taxes);
  const ways = await tx.all(rates());
  const regions = [...new Map(ways.map((way) => [way.shipping_region_id, way])).values()];
  if (regions.length === 0)
    throw new Unfillable("No region of the shop has a shipping rate: customers could live nowhere.");
  return { rates: ways, regions, taxes: await tx.all(taxes()) };
}

/** Returns the highest id of each kind. */
async function numbersBefore(tx: BulkWriter) {
  return {
    ...requireRow(await tx.first(catalogueBulkLoad.highestNumbers())),
    ...requireRow(await tx.first(customersBulkLoad.highestNumber())),
    ...requireRow(await tx.first(ordersBulkLoad.highestNumber())),
  };
}

function requireRow<Row>(row: Row | undefined): Row {
  if (!row) throw new Error("A statement that answers one row answered none.");
  return row;
}

/** Runs last: sequences are not rolled back with a transaction. */
async function continueNumbers(tx: BulkWriter, highest: { customer: number; order: number }): Promise<void> {
  await tx.all(continueCatalogueNumbers(nothingElsewhere));
  await tx.all(continueShippingNumbers({ regions: 0, rates: 0 }));
  await tx.all(continueTaxNumbers(0));
  await tx.all(continueCustomerNumbers(highest.customer));
  await tx.all(continueOrderNumbers(highest.order));
}
