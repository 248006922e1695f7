import type { Reader } from "../platform/database/database.ts";
import { findCategory, findDepartment } from "./departments/departments.ts";
import { categories, departments } from "./departments/departments.queries.ts";
import { listProducts, type ListOptions, type ListScope } from "./products/list-products.ts";
import { featuredFirst } from "./products/order.ts";
import { findProduct, locationsOfProduct, relatedProducts } from "./products/products.ts";
import { imagesOfProducts, productNames } from "./products/products.queries.ts";
import { listReviews } from "./reviews/reviews.ts";
import { optionsOfProduct } from "./variants/options.ts";

/** What pages read of the catalogue: the rules behind the public reads of the API, with the same caches. */
export type CatalogueReads = ReturnType<typeof readCatalogue>;

/** Categories that are listed without paging, for menus. */
const mostCategories = 200;

export function readCatalogue(reader: Reader, scope: ListScope) {
  const ofDepartment = { ...scope, natural: featuredFirst };
  return {
    departments: () => reader.all(departments()),
    /** Returns the categories of all departments, the first 200 of the shop. */
    categories: () => reader.all(categories({ order: "category_id,ASC", offset: 0, limit: mostCategories })),
    /** Throws DEP_02 when there is no such department. */
    department: (departmentId: number) => findDepartment(reader, departmentId),
    /** Throws CAT_01 when there is no such category. */
    category: (categoryId: number) => findCategory(reader, categoryId),
    /** Lists products; those of a department with the featured ones first. */
    list: (options: ListOptions) =>
      listProducts(reader, options, options.department_id === undefined ? scope : ofDepartment),
    /** Throws PRO_01 when there is no such product. */
    product: (productId: number) => findProduct(reader, productId),
    options: (productId: number) => optionsOfProduct(reader, productId),
    locations: (productId: number) => locationsOfProduct(reader, productId),
    related: (productId: number, limit: number) => relatedProducts(reader, productId, { limit, description_length: 1 }),
    reviews: (productId: number, page: { readonly page: number; readonly limit: number }) =>
      listReviews(reader, productId, page),
    /** Returns the large pictures of these products, by number. */
    async images(productIds: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
      const rows = await reader.all(imagesOfProducts(productIds));
      return new Map(rows.map(({ product_id, image }) => [product_id, image]));
    },
    /** Returns numbers and names of products, by number, for maps of the site. */
    names: (page: { readonly limit: number; readonly offset: number }) => reader.all(productNames(page)),
  };
}
