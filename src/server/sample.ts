import { readFile } from "node:fs/promises";
import {
  fillCatalogue,
  isSampleCatalogue,
  removeCatalogue,
  type SampleProduct,
  type Synonyms,
} from "../catalogue/index.ts";
import { fillStock, type SampleStock } from "../stock/index.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import {
  continueShippingNumbers,
  ensurePlaceholder,
  fillShipping,
  removeRates,
  removeRegions,
  type SampleRegion,
} from "../shipping/index.ts";
import { continueTaxNumbers, fillTax, removeTaxes, type SampleTax } from "../tax/index.ts";
import { isUsed } from "./health.queries.ts";

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

/** Makes an empty database the sample shop; answers whether it was empty. */
export async function fillWithSample(db: Database): Promise<boolean> {
  const shop = await readSample();
  return db.transaction(async (tx) => {
    const wasEmpty = await fillCatalogue(tx, shop);
    if (wasEmpty) {
      await fillShipping(tx, shop.shipping);
      await fillTax(tx, shop.taxes);
      await tx.all(continueShippingNumbers({ regions: 0, rates: 0 }));
      await tx.all(continueTaxNumbers(0));
      await fillStock(tx, shop.stock);
    }
    return wasEmpty;
  });
}

/** Sees to it that customers can be where they have chosen no region, in a shop that was filled by hand too. */
export function settlePlaceholder(db: Database): Promise<void> {
  return db.transaction(async (tx) => {
    if (await ensurePlaceholder(tx)) await tx.all(continueShippingNumbers({ regions: 0, rates: 0 }));
  });
}

/** What a shop has of the sample: its catalogue, to the letter; and whether anybody has shopped there. */
export async function sampleIn(tx: Writer): Promise<"none" | "untouched" | "used"> {
  if (!(await isSampleCatalogue(tx, await readSample()))) return "none";
  return (await tx.first(isUsed()))?.is_used ? "used" : "untouched";
}

/** The sample shop as its files have it. */
export async function readSample() {
  const shop = (await read("shop.json")) as Shop;
  return { ...shop, departments: await withProducts(shop.departments) };
}

/** Leaves nothing of a sample shop that nobody has used. */
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
