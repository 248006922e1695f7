import { readFile } from "node:fs/promises";
import {
  fillCatalogue,
  isSampleCatalogue,
  removeCatalogue,
  type SampleProduct,
  type Synonyms,
} from "../catalogue/index.ts";
import { anyCart } from "../cart/index.ts";
import { anyCustomer } from "../customers/index.ts";
import { anyOrder } from "../orders/index.ts";
import { fillStock, type SampleStock } from "../stock/index.ts";
import { bulkLoad } from "../platform/database/bulk.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { translate } from "../platform/database/failure.ts";
import {
  continueShippingNumbers,
  ensurePlaceholder,
  fillShipping,
  removeRates,
  removeRegions,
  type SampleRegion,
} from "../shipping/index.ts";
import { continueTaxNumbers, fillTax, removeTaxes, type SampleTax } from "../tax/index.ts";

const folder = new URL("../../sample/", import.meta.url);

type Shop = {
  readonly departments: readonly {
    readonly name: string;
    readonly description: string;
    readonly categories: readonly { readonly name: string; readonly description: string; readonly file: string }[];
  }[];
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly synonyms: readonly Synonyms[];
  readonly shipping: readonly SampleRegion[];
  readonly taxes: readonly SampleTax[];
  readonly stock: readonly SampleStock[];
};

export const samplePictures = new URL("pictures/", folder);

/**
 * Fills an empty database with the sample shop; returns whether it was empty. On a slow machine a statement of this
 * takes longer than one that a request waits for may take.
 */
export async function fillWithSample(url: string): Promise<boolean> {
  const shop = await readSample();
  return bulkLoad({ url }, async (tx) => {
    const wasEmpty = await fillCatalogue(tx, shop);
    if (wasEmpty) {
      await fillShipping(tx, shop.shipping);
      await fillTax(tx, shop.taxes);
      await tx.all(continueShippingNumbers({ regions: 0, rates: 0 }));
      await tx.all(continueTaxNumbers(0));
      await fillStock(tx, shop.stock);
    }
    return wasEmpty;
  }).catch((error: unknown) => {
    throw translate(error);
  });
}

/**
 * Ensures that there is a placeholder region for customers who have chosen none, also in a shop that was filled by
 * hand.
 */
export function settlePlaceholder(db: Database): Promise<void> {
  return db.transaction(async (tx) => {
    if (await ensurePlaceholder(tx)) await tx.all(continueShippingNumbers({ regions: 0, rates: 0 }));
  });
}

/** Returns whether the shop contains exactly the sample catalogue, and whether it has any customer, cart or order. */
export async function sampleIn(tx: Writer): Promise<"none" | "untouched" | "used"> {
  if (!(await isSampleCatalogue(tx, await readSample()))) return "none";
  const found = await Promise.all([anyCustomer(), anyCart(), anyOrder()].map((statement) => tx.first(statement)));
  return found.some((one) => one?.is_there) ? "used" : "untouched";
}

/** Reads the sample shop from its files. */
export async function readSample() {
  const shop = (await read("shop.json")) as Shop;
  return { ...shop, departments: await withProducts(shop.departments) };
}

/** Removes the sample from a shop that is unused. */
export async function removeSample(tx: Writer): Promise<void> {
  await removeCatalogue(tx);
  await tx.all(removeRates());
  await tx.all(removeTaxes());
  await tx.all(removeRegions());
}

function withProducts(departments: Shop["departments"]) {
  return Promise.all(
    departments.map(async (department) => ({
      ...department,
      categories: await Promise.all(
        department.categories.map(async (category) => ({
          ...category,
          products: (await read(`products/${category.file}.json`)) as SampleProduct[],
        })),
      ),
    })),
  );
}

async function read(file: string) {
  return JSON.parse(await readFile(new URL(file, folder), "utf8"));
}
