import { readFile } from "node:fs/promises";
import { fillCatalogue, type SampleProduct } from "../catalogue/index.ts";
import { fillStock, type SampleStock } from "../cart/index.ts";
import type { Database } from "../platform/database/database.ts";
import { continueShippingNumbers, fillShipping, type SampleRegion } from "../shipping/index.ts";
import { continueTaxNumbers, fillTax, type SampleTax } from "../tax/index.ts";

const folder = new URL("../../sample/", import.meta.url);
const read = async (file: string) => JSON.parse(await readFile(new URL(file, folder), "utf8"));

type Shop = {
  readonly departments: readonly {
    readonly name: string;
    readonly description: string;
    readonly categories: readonly { readonly name: string; readonly description: string; readonly file: string }[];
  }[];
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly shipping: readonly SampleRegion[];
  readonly taxes: readonly SampleTax[];
  readonly stock: readonly SampleStock[];
};

const withProducts = (departments: Shop["departments"]) =>
  Promise.all(
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

export const samplePictures = new URL("pictures/", folder);

/** The sample shop as its files have it. */
export const readSample = async () => {
  const shop = (await read("shop.json")) as Shop;
  return { ...shop, departments: await withProducts(shop.departments) };
};

/** Makes an empty database the sample shop; answers whether it was empty. */
export const fillWithSample = async (db: Database): Promise<boolean> => {
  const shop = await readSample();
  return db.transaction(async (tx) => {
    const wasEmpty = await fillCatalogue(tx, shop);
    if (wasEmpty) {
      await fillShipping(tx, shop.shipping);
      await fillTax(tx, shop.taxes);
      await tx.all(continueShippingNumbers());
      await tx.all(continueTaxNumbers());
      await fillStock(tx, shop.stock);
    }
    return wasEmpty;
  });
};
