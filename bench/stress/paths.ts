import { spread, type Ask, type Catalogue } from "./catalogue.ts";

/** A read of the storefront, with varying parameters. */
export type ReadPath = { readonly name: string; urls(catalogue: Catalogue, ask: Ask): Promise<readonly string[]> };

const sorts = ["", "&sort=price,ASC", "&sort=price,DESC", "&sort=name,ASC", "&sort=newest,DESC"];
const some = <Item>(list: readonly Item[], count: number): Item[] =>
  spread(list.length, count).map((place) => list[place - 1] as Item);
const departmentsOf = ({ categories }: Catalogue): number[] => [
  ...new Set(categories.map(({ department_id }) => department_id)),
];

/** Pages at a tenth to nine tenths of the list in each sort order, each by the cursor of the page before. */
const deepPages = async ({ products }: Catalogue, ask: Ask): Promise<string[]> => {
  const urls: string[] = [];
  for (const sort of sorts)
    for (const tenth of [1, 3, 5, 7, 9]) {
      const page = Math.max(1, Math.floor((products * tenth) / 10 / 20));
      const { next_cursor } = await ask<{ next_cursor?: string }>(`/products?limit=20&page=${page}${sort}`);
      if (next_cursor) urls.push(`/products?limit=20&cursor=${encodeURIComponent(next_cursor)}${sort}`);
    }
  return urls;
};

const bands = ["&price_max=10", "&price_min=20&price_max=40", "&price_min=15.50&price_max=99", "&price_min=60"];

/** A department with one of its categories and a price band, in two orders. */
const filtered = ({ categories }: Catalogue): string[] =>
  some(categories, 25).flatMap(({ category_id, department_id }, index) =>
    ["", "&sort=price,ASC"].map(
      (sort) =>
        `/products?department_id=${department_id}&category_id=${category_id}${bands[index % bands.length]}${sort}`,
    ),
  );

const searching = (words: readonly string[]): string[] =>
  words.map((word) => `/products/search?query_string=${encodeURIComponent(word)}`);

/** Swaps two letters in the middle of a word. */
const misspelt = (word: string): string => {
  const middle = Math.floor(word.length / 2);
  return word.slice(0, middle - 1) + word.charAt(middle) + word.charAt(middle - 1) + word.slice(middle + 1);
};

const facets = (catalogue: Catalogue): string[] => [
  "/products?facets=on&limit=20",
  ...departmentsOf(catalogue).map((id) => `/products?facets=on&department_id=${id}`),
  ...some(catalogue.categories, 15).map(({ category_id }) => `/products?facets=on&category_id=${category_id}`),
  ...filtered(catalogue)
    .slice(0, 10)
    .map((url) => `${url}&facets=on`),
  ...[...catalogue.frequent.slice(0, 5), ...catalogue.rare.slice(0, 5)].map(
    (word) => `/products?facets=on&query_string=${word}`,
  ),
];

const prefixes = ({ names }: Catalogue): string[] =>
  some(names, 40).map((name, index) => encodeURIComponent(name.slice(0, 2 + (index % 5)).trim()));

/** Every path that is measured, in the order of the table. */
export const readPaths: readonly ReadPath[] = [
  { name: "first page of all", urls: async () => sorts.map((sort) => `/products?limit=20${sort}`) },
  {
    name: "first page of a department",
    urls: async (catalogue) => departmentsOf(catalogue).map((id) => `/products/inDepartment/${id}?limit=20`),
  },
  {
    name: "first page of a category",
    urls: async ({ categories }) =>
      some(categories, 30).map(
        ({ category_id }, index) => `/products/inCategory/${category_id}?limit=20${sorts[index % sorts.length]}`,
      ),
  },
  { name: "deep page by cursor", urls: deepPages },
  { name: "department, category and price", urls: async (catalogue) => filtered(catalogue) },
  { name: "product", urls: async ({ productIds }) => productIds.map((id) => `/products/${id}`) },
  {
    name: "products like it",
    urls: async ({ productIds }) => some(productIds, 60).map((id) => `/products/${id}/related`),
  },
  { name: "facets", urls: async (catalogue) => facets(catalogue) },
  {
    name: "suggest",
    urls: async (catalogue) => prefixes(catalogue).map((typed) => `/products/suggest?query_string=${typed}`),
  },
  { name: "search, a frequent word", urls: async ({ frequent }) => searching(frequent) },
  { name: "search, a rare word", urls: async ({ rare }) => searching(rare) },
  { name: "search, a misspelt word", urls: async ({ rare }) => searching(rare.map(misspelt)) },
];
