import type { Writer } from "../../platform/database/database.ts";
import { analyzeTables } from "../../platform/database/statistics.ts";
import { centsOf } from "../../platform/money.ts";
import { fillSynonyms, type Synonyms } from "../search/synonyms.ts";
import { changeCatalogue } from "./change-catalogue.ts";
import * as queries from "./revision.queries.ts";

export type SampleProduct = {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly discounted_price: string;
  readonly display: number;
  /** Names of further categories. */
  readonly also?: readonly string[];
};

export type SampleCatalogue = {
  readonly departments: readonly {
    readonly name: string;
    readonly description: string;
    readonly categories: readonly {
      readonly name: string;
      readonly description: string;
      readonly products: readonly SampleProduct[];
    }[];
  }[];
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Groups of synonyms. */
  readonly synonyms: readonly Synonyms[];
};

/** Fills an empty catalogue with the sample. Returns false, without a change, when it is not empty. */
export async function fillCatalogue(tx: Writer, sample: SampleCatalogue): Promise<boolean> {
  await tx.all(queries.lockRevision());
  if (!(await tx.first(queries.isCatalogueEmpty()))?.is_empty) return false;
  await changeCatalogue(tx, async () => {
    await addPlaces(tx, sample);
    await addAttributes(tx, sample.attributes);
    const productIds = await addProducts(tx, sample);
    await tx.all(queries.addEveryAttributeValue());
    await fillSynonyms(tx, sample.synonyms);
    await tx.all(queries.continueNumbering(queries.nothingElsewhere));
    return { productIds };
  });
  await tx.all(analyzeTables());
  return true;
}

/** Returns whether the catalogue is still the unchanged sample. */
export async function isSampleCatalogue(tx: Writer, sample: SampleCatalogue): Promise<boolean> {
  const counts = {
    departments: sample.departments.length,
    categories: categoriesOf(sample).length,
    values: sample.attributes.flatMap(({ values }) => values).length,
  };
  return (await tx.first(queries.isStill(rowsOf(productsOf(sample)), counts)))?.is_still ?? false;
}

/** Deletes the whole catalogue, with its stock and synonyms. */
export function removeCatalogue(tx: Writer): Promise<void> {
  return changeCatalogue(tx, async () => {
    await tx.all(queries.removeProducts());
    await tx.all(queries.removeValues());
    await tx.all(queries.removeAttributes());
    await tx.all(queries.removeCategories());
    await tx.all(queries.removeDepartments());
    await tx.all(queries.forgetWords());
    await fillSynonyms(tx, []);
    return { productIds: [] };
  });
}

async function addPlaces(tx: Writer, { departments }: SampleCatalogue): Promise<void> {
  await tx.all(
    queries.addDepartments({
      id: numbered(departments),
      name: departments.map(({ name }) => name),
      description: departments.map(({ description }) => description),
    }),
  );
  const categories = departments.flatMap((department, index) =>
    department.categories.map((category) => ({ ...category, departmentId: index + 1 })),
  );
  await tx.all(
    queries.addCategories({
      id: numbered(categories),
      departmentId: categories.map(({ departmentId }) => departmentId),
      name: categories.map(({ name }) => name),
      description: categories.map(({ description }) => description),
    }),
  );
}

async function addAttributes(tx: Writer, attributes: SampleCatalogue["attributes"]): Promise<void> {
  const values = attributes.flatMap((attribute, index) =>
    attribute.values.map((value) => ({ value, attributeId: index + 1 })),
  );
  await tx.all(queries.addAttributes({ id: numbered(attributes), name: attributes.map(({ name }) => name) }));
  await tx.all(
    queries.addAttributeValues({
      id: numbered(values),
      attributeId: values.map(({ attributeId }) => attributeId),
      value: values.map(({ value }) => value),
    }),
  );
}

async function addProducts(tx: Writer, sample: SampleCatalogue): Promise<number[]> {
  const categories = categoriesOf(sample);
  const products = productsOf(sample);
  const rows = rowsOf(products);
  await tx.all(queries.addProducts(rows));
  const also = products.flatMap((product, index) =>
    (product.also ?? []).map((name) => ({
      productId: index + 1,
      categoryId: categories.findIndex((category) => category.name === name) + 1,
    })),
  );
  const links = [...products.map(({ categoryId }, index) => ({ productId: index + 1, categoryId })), ...also];
  await tx.all(
    queries.addProductCategories({
      productId: links.map(({ productId }) => productId),
      categoryId: links.map(({ categoryId }) => categoryId),
    }),
  );
  return rows.id;
}

function productsOf(sample: SampleCatalogue) {
  return categoriesOf(sample).flatMap((category, index) =>
    category.products.map((product) => ({ ...product, categoryId: index + 1 })),
  );
}

function categoriesOf({ departments }: SampleCatalogue) {
  return departments.flatMap((department) => department.categories);
}

function rowsOf(products: readonly SampleProduct[]): queries.NewProducts {
  return {
    id: numbered(products),
    name: products.map(({ name }) => name),
    description: products.map(({ description }) => description),
    priceCents: products.map(({ price }) => centsOf(price) ?? 0),
    discountedPriceCents: products.map(({ discounted_price }) => centsOf(discounted_price) || null),
    image: products.map(({ slug }) => `${slug}.webp`),
    image2: products.map(({ slug }) => `${slug}-2.webp`),
    thumbnail: products.map(({ slug }) => `${slug}-thumbnail.webp`),
    display: products.map(({ display }) => display),
  };
}

function numbered(list: readonly unknown[]): number[] {
  return list.map((_, index) => index + 1);
}
