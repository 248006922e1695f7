import { readFileSync } from "node:fs";

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../sample/${file}`, import.meta.url), "utf8"));

type Written = {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly discounted_price: string;
  readonly display: number;
  readonly also?: readonly string[];
};
type Shop = {
  readonly departments: readonly {
    readonly name: string;
    readonly description: string;
    readonly categories: readonly { readonly name: string; readonly description: string; readonly file: string }[];
  }[];
};

const shop = read("shop.json") as Shop;

/** The sample's departments and categories, numbered in the order of the file. */
export const departments = shop.departments.map(({ name, description }, index) => ({
  department_id: index + 1,
  name,
  description,
}));
export const categories = shop.departments
  .flatMap((department, index) => department.categories.map((category) => ({ ...category, department_id: index + 1 })))
  .map(({ name, description, file, department_id }, index) => ({
    category_id: index + 1,
    name,
    description,
    department_id,
    file,
  }));

const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** The sample's products as the files have them, numbered in the order of the categories. */
export const products = categories
  .flatMap(({ file, category_id }) =>
    (read(`products/${file}.json`) as Written[]).map((product) => ({ ...product, category_id })),
  )
  .map(({ category_id, also = [], ...product }, index) => ({
    ...product,
    product_id: index + 1,
    category_ids: [
      category_id,
      ...also.map((name) => categories.find((category) => category.name === name)?.category_id ?? 0),
    ].toSorted((a, b) => a - b),
    effectiveCents: cents(product.discounted_price) || cents(product.price),
  }));

export type SampleProduct = (typeof products)[number];

export const departmentsOf = ({ category_ids }: SampleProduct): number[] => [
  ...new Set(category_ids.map((id) => categories[id - 1]?.department_id ?? 0)),
];

/** A sample product as lists show it; sample descriptions have no characters outside Unicode's first plane. */
export const asListed = (
  { product_id, name, description, price, discounted_price, slug }: SampleProduct,
  length = 200,
) => ({
  product_id,
  name,
  description: description.length > length ? `${description.slice(0, length)}...` : description,
  price,
  discounted_price,
  thumbnail: `${slug}-thumbnail.webp`,
  in_stock: "yes",
  rating_average: null,
  review_count: 0,
});
