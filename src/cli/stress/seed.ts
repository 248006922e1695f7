import { catalogueInBulk, changeCatalogue, lockCatalogue } from "../../catalogue/index.ts";
import { inBulk, tidyTables, type BulkWriter } from "../../platform/database/bulk.ts";
import { readSample } from "../../server/sample.ts";
import { fillShipping } from "../../shipping/index.ts";
import { fillTax } from "../../tax/index.ts";
import { copyCatalogue, settleValues } from "./catalogue.ts";
import { openProgress, type Progress } from "./progress.ts";
import { present } from "./queries.ts";
import { borrowedFrom } from "./sample.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** How much of what is made. */
export type StressWish = {
  readonly products: number;
  readonly customers: number;
  readonly orders: number;
  readonly reviews: number;
  readonly seed: number;
  /** Beside what is there already. */
  readonly isForced: boolean;
};

/** The database holds a shop already; the message says what, and what may be done. */
export class NotEmpty extends Error {}

const tables = ["category", "product", "product_category", "product_attribute"];

type Sample = Awaited<ReturnType<typeof readSample>>;

/** Regions, their rates and taxes as the sample has them, where there are none. */
const fillTerms = async (tx: BulkWriter, sample: Sample, held: { regions: boolean; taxes: boolean }): Promise<void> => {
  if (!held.regions) await fillShipping(tx, sample.shipping);
  if (!held.taxes) await fillTax(tx, sample.taxes);
};

const fill = async (tx: BulkWriter, wish: StressWish, progress: Progress): Promise<void> => {
  await lockCatalogue(tx);
  const held = await tx.first(present());
  if (!held) throw new Error("The database does not tell what it holds.");
  const things = (["products", "categories", "customers", "orders"] as const).filter((thing) => held[thing]);
  if (things.length > 0 && !wish.isForced)
    throw new NotEmpty(
      `The database already holds ${things.join(", ")}; nothing was changed. Choose an empty one (DATABASE_URL or DATA_DIR), or add to it with --force.`,
    );
  const sample = await readSample();
  await fillTerms(tx, sample, held);
  const borrowed = borrowedFrom(sample);
  const words = vocabularyOf(wish.seed, wish.products, borrowed.words);
  const before = await tx.first(catalogueInBulk.highestNumbers());
  if (!before) throw new Error("The database numbers no products.");
  const products = { seed: wish.seed, products: wish.products, words, pictures: borrowed.pictures };
  await changeCatalogue(tx, async () => {
    const values = await settleValues(tx, sample.attributes);
    const putBack = things.length === 0 ? await tx.withoutIndexes(tables) : undefined;
    const used = await copyCatalogue({ tx, progress, before }, products, values);
    if (putBack) await progress.step("indexes and foreign keys", putBack);
    await tx.all(catalogueInBulk.continueNumbering());
    return { words: [...used] };
  });
};

/** Fills the database in one transaction: all of it is there, or nothing. */
export const seedStress = async (url: string, wish: StressWish, cancel: AbortSignal): Promise<void> => {
  const progress = openProgress(process.stdout);
  await inBulk({ url, cancel }, (tx) => fill(tx, wish, progress));
  await progress.step("tidying up, counting", () => tidyTables(url));
};
