import { asListed, categories, departments, departmentsOf, products } from "../support/databases/sample.ts";

type Refused = { readonly url: string; readonly field: string };
/** Expectations of a public read: a URL with the exact reply, and for each error code a URL that causes it. */
export type Row = {
  readonly url: string;
  readonly answers: object | undefined;
  readonly refuses: Readonly<Record<string, Refused>>;
};

const shownCategories = categories.map(({ file: _file, ...category }) => category);
const sizes = ["S", "M", "L", "XL", "XXL"];
const colours = ["White", "Black", "Red", "Orange", "Yellow", "Green", "Blue", "Indigo", "Purple"];
const second = products[1]!;
const nature = products
  .filter((product) => departmentsOf(product).includes(2))
  .toSorted((a, b) => Number(b.display >= 2) - Number(a.display >= 2) || a.product_id - b.product_id);
const flowers = products.filter(({ category_ids }) => category_ids.includes(5));
const views = ({ slug }: { slug: string }) => ({
  image: `${slug}.webp`,
  image_2: `${slug}-2.webp`,
  image2: `${slug}-2.webp`,
});

const alone = {
  product_id: 10000,
  name: "Alone",
  description: "",
  price: "10.00",
  discounted_price: "0.00",
  thumbnail: null,
  in_stock: "yes",
  rating_average: null,
  review_count: 0,
};
const { thumbnail: _thumbnail, ...details } = asListed(second, Infinity);
const notNumber = (url: string, field: string) => ({ COM_02: { url, field } });
const noDepartment = (base: string) => ({
  DEP_01: { url: `${base}nature`, field: "department_id" },
  DEP_02: { url: `${base}99`, field: "department_id" },
});
const noProduct = (url: (id: string) => string) => ({
  ...notNumber(url("shirt"), "product_id"),
  PRO_01: { url: url("9999"), field: "product_id" },
});

/** Every public read of the shop. */
export const publicReads: Readonly<Record<string, Row>> = {
  "/departments": { url: "/departments", answers: departments, refuses: {} },
  "/departments/{department_id}": {
    url: "/departments/2",
    answers: departments[1],
    refuses: { COM_02: { url: "/departments/%E0%A4%A", field: "" }, ...noDepartment("/departments/") },
  },
  "/categories": {
    url: "/categories?order=name,DESC&limit=2&page=2",
    answers: {
      count: 7,
      rows: [3, 1].map((id) => shownCategories[id - 1]).toSorted((a, b) => (a!.name < b!.name ? 1 : -1)),
    },
    refuses: {
      ...notNumber("/categories?page=one", "page"),
      PAG_01: { url: "/categories?order=name,SIDEWAYS", field: "order" },
      PAG_02: { url: "/categories?order=description,ASC", field: "order" },
    },
  },
  "/categories/{category_id}": {
    url: "/categories/5",
    answers: shownCategories[4],
    refuses: {
      ...notNumber("/categories/flower", "category_id"),
      CAT_01: { url: "/categories/8", field: "category_id" },
    },
  },
  "/categories/inProduct/{product_id}": {
    url: "/categories/inProduct/81",
    answers: products[80]!.category_ids.map((id) => {
      const { category_id, department_id, name } = shownCategories[id - 1]!;
      return { category_id, department_id, name };
    }),
    refuses: noProduct((id) => `/categories/inProduct/${id}`),
  },
  "/categories/inDepartment/{department_id}": {
    url: "/categories/inDepartment/1",
    answers: shownCategories.slice(0, 3),
    refuses: {
      COM_02: { url: "/categories/inDepartment/%FF", field: "" },
      ...noDepartment("/categories/inDepartment/"),
    },
  },
  "/attributes": {
    url: "/attributes",
    answers: [
      { attribute_id: 1, name: "Size" },
      { attribute_id: 2, name: "Color" },
    ],
    refuses: {},
  },
  "/attributes/{attribute_id}": {
    url: "/attributes/2",
    answers: { attribute_id: 2, name: "Color" },
    refuses: {
      ...notNumber("/attributes/size", "attribute_id"),
      ATT_01: { url: "/attributes/3", field: "attribute_id" },
    },
  },
  "/attributes/values/{attribute_id}": {
    url: "/attributes/values/2",
    answers: colours.map((value, index) => ({ attribute_value_id: 6 + index, value })),
    refuses: {
      ...notNumber("/attributes/values/1.5", "attribute_id"),
      ATT_01: { url: "/attributes/values/0", field: "attribute_id" },
    },
  },
  "/attributes/inProduct/{product_id}": {
    url: "/attributes/inProduct/101",
    answers: [
      ...colours.map((value, index) => ({
        attribute_name: "Color",
        attribute_value_id: 6 + index,
        attribute_value: value,
      })),
      ...sizes.map((value, index) => ({
        attribute_name: "Size",
        attribute_value_id: 1 + index,
        attribute_value: value,
      })),
    ],
    refuses: noProduct((id) => `/attributes/inProduct/${id}`),
  },
  "/products": {
    url: "/products?page=6&limit=20&description_length=50&category_id=&unknown=1",
    answers: { count: 102, rows: [asListed(products[100]!, 50), alone] },
    refuses: {
      ...notNumber("/products?limit=101", "limit"),
      DEP_01: { url: "/products?department_id=nature", field: "department_id" },
      DEP_02: { url: "/products?department_id=-1", field: "department_id" },
      CAT_01: { url: "/products?category_id=99", field: "category_id" },
    },
  },
  "/products/search": {
    url: "/products/search?query_string=tawny%20owl&all_words=on&page=1&limit=5&description_length=7",
    answers: { count: 1, rows: [asListed(products[50]!, 7)] },
    refuses: {
      ...notNumber("/products/search?query_string=owl&all_words=maybe", "all_words"),
      USR_02: { url: "/products/search?limit=3", field: "query_string" },
    },
  },
  "/products/inCategory/{category_id}": {
    url: "/products/inCategory/5?limit=100",
    answers: { count: flowers.length, rows: flowers.map((product) => asListed(product)) },
    refuses: {
      ...notNumber("/products/inCategory/5?description_length=0", "description_length"),
      CAT_01: { url: "/products/inCategory/99", field: "category_id" },
    },
  },
  "/products/inDepartment/{department_id}": {
    url: "/products/inDepartment/2?limit=100",
    answers: {
      count: nature.length,
      rows: nature.map((product) => ({ ...asListed(product), display: product.display })),
    },
    refuses: {
      ...notNumber("/products/inDepartment/2?page=0", "page"),
      ...noDepartment("/products/inDepartment/"),
    },
  },
  "/products/suggest": {
    url: "/products/suggest?query_string=tawn",
    answers: [{ product_id: 51, name: products[50]!.name, thumbnail: "tawny-owl-thumbnail.webp" }],
    refuses: {
      ...notNumber("/products/suggest?query_string=owl&limit=51", "limit"),
      USR_02: { url: "/products/suggest?query_string=", field: "query_string" },
    },
  },
  "/products/{product_id}": {
    url: "/products/2",
    answers: { ...asListed(second, Infinity), ...views(second), display: second.display },
    refuses: noProduct((id) => `/products/${id}`),
  },
  "/products/{product_id}/details": {
    url: "/products/2/details",
    answers: [{ ...details, ...views(second) }],
    refuses: noProduct((id) => `/products/${id}/details`),
  },
  "/products/{product_id}/locations": {
    url: "/products/81/locations",
    answers: products[80]!.category_ids.map((id) => {
      const { name, department_id } = shownCategories[id - 1]!;
      return {
        category_id: id,
        category_name: name,
        department_id,
        department_name: departments[department_id - 1]!.name,
      };
    }),
    refuses: noProduct((id) => `/products/${id}/locations`),
  },
  "/products/{product_id}/related": {
    url: "/products/10000/related",
    answers: [],
    refuses: noProduct((id) => `/products/${id}/related`),
  },
  "/products/{product_id}/reviews": {
    url: "/products/3/reviews",
    answers: [
      {
        name: "Béatrice",
        review_id: 2,
        review: "Wore it to a regatta.",
        rating: 5,
        created_on: "2019-07-21T08:56:02.000Z",
        edited_on: null,
      },
      {
        name: "Edgar",
        review_id: 1,
        review: "Fits.",
        rating: 4,
        created_on: "2019-07-20T23:59:59.999Z",
        edited_on: null,
      },
    ],
    refuses: noProduct((id) => `/products/${id}/reviews`),
  },
  "/tax": {
    url: "/tax",
    answers: [
      { tax_id: 1, tax_type: "Sales Tax at 8.5%", tax_percentage: "8.50", shipping_region_id: null },
      { tax_id: 2, tax_type: "No Tax", tax_percentage: "0.00", shipping_region_id: null },
    ],
    refuses: {},
  },
  "/tax/{tax_id}": {
    url: "/tax/1",
    answers: { tax_id: 1, tax_type: "Sales Tax at 8.5%", tax_percentage: "8.50", shipping_region_id: null },
    refuses: { ...notNumber("/tax/sales", "tax_id"), TAX_01: { url: "/tax/3", field: "tax_id" } },
  },
  "/shipping/regions": {
    url: "/shipping/regions",
    answers: ["Please Select", "US / Canada", "Europe", "Rest of World"].map((shipping_region, index) => ({
      shipping_region_id: index + 1,
      shipping_region,
    })),
    refuses: {},
  },
  "/shipping/regions/{shipping_region_id}": {
    url: "/shipping/regions/2",
    answers: [
      { shipping_id: 1, shipping_type: "Next Day Delivery ($20)", shipping_cost: "20.00", shipping_region_id: 2 },
      { shipping_id: 2, shipping_type: "3-4 Days ($10)", shipping_cost: "10.00", shipping_region_id: 2 },
      { shipping_id: 3, shipping_type: "7 Days ($5)", shipping_cost: "5.00", shipping_region_id: 2 },
    ],
    refuses: {
      ...notNumber("/shipping/regions/europe", "shipping_region_id"),
      SHP_01: { url: "/shipping/regions/5", field: "shipping_region_id" },
    },
  },
};

/** Adds what the rows above need besides the sample: a product that is related to no other, and two reviews. */
export const prepare = async (sql: (text: string) => Promise<unknown>): Promise<void> => {
  await sql(`insert into product (product_id, name, description, price_cents) values (10000, 'Alone', '', 1000)`);
  await sql(`insert into review (product_id, review_id, author, review, rating, created_at) values
    (3, 1, 'Edgar', 'Fits.', 4, '2019-07-20T23:59:59.999Z'), (3, 2, 'Béatrice', 'Wore it to a regatta.', 5, '2019-07-21T08:56:02Z')`);
};

/** Returns lists without their additions to the contract, which other tests check. */
export const asContracted = (answer: unknown): unknown => {
  if (typeof answer !== "object" || answer === null || !("next_cursor" in answer)) return answer;
  const { next_cursor: _next, ...contracted } = answer;
  return contracted;
};
