import { catalogueBulkLoad as tables } from "../../src/catalogue/index.ts";
import type { BulkWriter } from "../../src/platform/database/bulk.ts";
import { diceFor, type Dice } from "./dice.ts";
import {
  categoriesOfProduct,
  makeCategoryChoice,
  makeValueChoice,
  productRows,
  type ProductOptions,
} from "./products.ts";
import type { Progress } from "./progress.ts";
import { nameFrom, textFrom, type Vocabulary } from "./vocabulary.ts";

const departments = 10;
const categories = 1000;

/** Highest id of each table before filling. */
export type Before = { readonly department: number; readonly category: number; readonly product: number };

/** Attributes with their values, in the sample's form. */
export type Attributes = readonly { readonly name: string; readonly values: readonly string[] }[];

/** An attribute value: its id and its text. */
export type Value = { readonly id: number; readonly value: string };

type Product = ReturnType<typeof productRows> extends Generator<infer Row> ? Row : never;

type Filling = { readonly tx: BulkWriter; readonly progress: Progress; readonly before: Before };

/** Returns the attributes' values with their ids in the database; adds the missing ones. */
export async function settleValues(tx: BulkWriter, attributes: Attributes): Promise<Value[][]> {
  await tx.all(tables.ensureAttributes(attributes.map(({ name }) => name)));
  const wished = attributes.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
  const names = { attribute: wished.map(({ name }) => name), value: wished.map(({ value }) => value) };
  await tx.all(tables.ensureAttributeValues(names));
  const known = await tx.all(tables.attributeValues());
  return attributes.map(({ name, values }) =>
    values.map((value) => ({
      value,
      id: known.find((one) => one.attribute === name && one.value === value)?.attribute_value_id ?? 0,
    })),
  );
}

/** Copies departments, categories, products and their links; returns the words in them. */
export async function copyCatalogue(
  { tx, progress, before }: Filling,
  options: ProductOptions,
  values: readonly (readonly Value[])[],
): Promise<Set<string>> {
  const words = new Set<string>();
  const prices = new Int32Array(options.products);
  await progress.copy(tx, "departments", tables.departmentRows, departmentRows(options, before));
  await progress.copy(tx, "categories", tables.categoryRows, categoryRows(options, before));
  progress.tell();
  const products = listening(productRows(options, before.product + 1), words, prices);
  await progress.copy(tx, "products", tables.productRows, products);
  progress.tell();
  await progress.copy(
    tx,
    `${categoriesOfProduct} categories of each`,
    tables.productCategoryRows,
    categoryLinks(options, before, prices),
  );
  progress.tell();
  await progress.copy(tx, "values of attributes", tables.productAttributeRows, valueLinks(options, before, values));
  progress.tell();
  return words;
}

function* departmentRows({ seed, words }: ProductOptions, before: Before) {
  const dice = diceFor(seed, "department");
  const newName = makeNames(words, before.department > 0);
  for (let number = 0; number < departments; number += 1) {
    const own = dice(number);
    const department_id = before.department + 1 + number;
    yield { department_id, name: newName(own, 1, department_id), description: textFrom(own, words, [1, 2]) };
  }
}

function* categoryRows({ seed, words }: ProductOptions, before: Before) {
  const dice = diceFor(seed, "category");
  const newName = makeNames(words, before.category > 0);
  for (let number = 0; number < categories; number += 1) {
    const own = dice(number);
    const category_id = before.category + 1 + number;
    yield {
      category_id,
      department_id: before.department + 1 + (number % departments),
      name: newName(own, 2, category_id),
      description: textFrom(own, words, [1, 1]),
    };
  }
}

/** Makes unique names; next to an existing catalogue, they include their id. */
function makeNames(words: Vocabulary, isBeside: boolean) {
  const taken = new Set<string>();
  return (dice: Dice, count: number, id: number): string => {
    for (;;) {
      const name = nameFrom(dice, words, count);
      if (taken.has(name)) continue;
      taken.add(name);
      return isBeside ? `${name} ${id}` : name;
    }
  };
}

function* categoryLinks(options: ProductOptions, before: Before, prices: Int32Array) {
  const choose = makeCategoryChoice(options, departments, categories);
  for (let number = 0; number < options.products; number += 1)
    for (const category of choose(number))
      yield {
        product_id: before.product + 1 + number,
        category_id: before.category + 1 + category,
        effective_price_cents: prices[number] ?? 0,
      };
}

function* valueLinks(options: ProductOptions, before: Before, values: readonly (readonly Value[])[]) {
  const choose = makeValueChoice(options, values);
  for (let number = 0; number < options.products; number += 1)
    for (const { id } of choose(number).flat())
      yield { product_id: before.product + 1 + number, attribute_value_id: id };
}

/** Passes the products on, and collects their words and prices. */
function* listening(rows: Iterable<Product>, words: Set<string>, prices: Int32Array) {
  let number = 0;
  for (const row of rows) {
    for (const word of `${row.name} ${row.description}`.toLowerCase().split(/[ .,]+/)) words.add(word);
    prices[number] = row.discounted_price_cents ?? row.price_cents;
    number += 1;
    yield row;
  }
}
