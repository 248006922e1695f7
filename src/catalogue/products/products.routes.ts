import { Type } from "typebox";
import type { Config } from "../../platform/config.ts";
import type { Reader } from "../../platform/database/database.ts";
import type { Route } from "../../platform/http/route.ts";
import { CategoryOfProduct } from "../departments/departments.schemas.ts";
import { categoryId, departmentId, productId } from "../schemas.ts";
import { suggestProducts } from "../search/search.ts";
import { nextLink } from "./link.ts";
import { listProducts, type ListScope } from "./list-products.ts";
import { featuredFirst } from "./order.ts";
import { categoriesOfProduct, findProduct, locationsOfProduct, productDetails, relatedProducts } from "./products.ts";
import * as schemas from "./products.schemas.ts";

type Dependencies = { readonly reader: Reader };
type ListDependencies = Dependencies & { readonly shelf: ListScope; readonly config: Config };
const tag = "Products";

/** Registers the product lists; each page links to the next one. */
export function productListRoutes(route: Route, { reader, shelf, config }: ListDependencies): void {
  const departmentShelf = { ...shelf, natural: featuredFirst };
  const listing = schemas.listing(config);

  route(
    {
      method: "GET",
      path: "/products",
      operationId: "listProducts",
      access: "public",
      tag,
      summary: "List products",
      description:
        "All filters given must fit together. Page by `page` and `limit`, by `offset`, or by `cursor`, whose pages cost the same however deep.",
      querystring: Type.Object({ ...listing, ...schemas.filters }),
      answers: schemas.ProductPage,
      refusals: ["DEP_01", "DEP_02", "CAT_01"],
    },
    ({ query }) => listProducts(reader, query, shelf),
    { link: ({ query }, list) => nextLink("/products", query, list.next_cursor) },
  );

  route(
    {
      method: "GET",
      path: "/products/search",
      operationId: "searchProducts",
      access: "public",
      tag,
      summary: "Search products",
      description:
        "By name and description, and by the names of categories, departments and attribute values; best match first. Word forms, other spellings, synonyms of the shop, accents and an unfinished last word match; a word that nothing has is taken for misspelt.",
      querystring: Type.Object({ ...listing, query_string: schemas.searchText, all_words: schemas.filters.all_words }),
      answers: schemas.ProductPage,
      refusals: ["USR_02"],
    },
    ({ query }) => listProducts(reader, query, shelf),
    { link: ({ query }, list) => nextLink("/products/search", query, list.next_cursor) },
  );

  route(
    {
      method: "GET",
      path: "/products/inCategory/:category_id",
      operationId: "listProductsOfCategory",
      access: "public",
      tag,
      summary: "List the products of a category",
      params: Type.Object({ category_id: categoryId }),
      querystring: Type.Object(listing),
      answers: schemas.ProductPage,
      refusals: ["CAT_01"],
    },
    ({ params, query }) => listProducts(reader, { ...query, ...params }, shelf),
    {
      link: ({ params, query }, list) =>
        nextLink(`/products/inCategory/${params.category_id}`, query, list.next_cursor),
    },
  );

  route(
    {
      method: "GET",
      path: "/products/inDepartment/:department_id",
      operationId: "listProductsOfDepartment",
      access: "public",
      tag,
      summary: "List the products of a department, featured ones first",
      params: Type.Object({ department_id: departmentId }),
      querystring: Type.Object(listing),
      answers: schemas.ProductPageWithDisplay,
      refusals: ["DEP_01", "DEP_02"],
    },
    ({ params, query }) => listProducts(reader, { ...query, ...params }, departmentShelf),
    {
      link: ({ params, query }, list) =>
        nextLink(`/products/inDepartment/${params.department_id}`, query, list.next_cursor),
    },
  );

  route(
    {
      method: "GET",
      path: "/products/suggest",
      operationId: "suggestProducts",
      access: "public",
      tag,
      summary: "Complete what is being typed",
      querystring: Type.Object({ query_string: schemas.searchText, limit: schemas.atMost(10) }),
      answers: Type.Array(schemas.Suggestion),
      refusals: ["USR_02"],
    },
    ({ query }) => suggestProducts(reader, query.query_string, query.limit),
  );
}

/** Registers the routes of a single product. */
export function productRoutes(route: Route, { reader }: Dependencies): void {
  const ofProduct = { tag, params: Type.Object({ product_id: productId }), refusals: ["PRO_01"] } as const;

  route(
    {
      method: "GET",
      path: "/products/:product_id",
      operationId: "showProduct",
      access: "public",
      ...ofProduct,
      summary: "Show a product",
      answers: schemas.ProductInFull,
    },
    ({ params }) => findProduct(reader, params.product_id),
  );

  route(
    {
      method: "GET",
      path: "/products/:product_id/details",
      operationId: "showProductDetails",
      access: "public",
      ...ofProduct,
      summary: "Show a product's details, as a list of one",
      answers: Type.Array(schemas.ProductDetails),
    },
    ({ params }) => productDetails(reader, params.product_id),
  );

  route(
    {
      method: "GET",
      path: "/products/:product_id/locations",
      operationId: "listProductLocations",
      access: "public",
      ...ofProduct,
      summary: "Where a product is found",
      answers: Type.Array(schemas.ProductLocation),
    },
    ({ params }) => locationsOfProduct(reader, params.product_id),
  );

  route(
    {
      method: "GET",
      path: "/categories/inProduct/:product_id",
      operationId: "listCategoriesOfProduct",
      access: "public",
      ...ofProduct,
      tag: "Categories",
      summary: "List the categories of a product",
      answers: Type.Array(CategoryOfProduct),
    },
    ({ params }) => categoriesOfProduct(reader, params.product_id),
  );

  route(
    {
      method: "GET",
      path: "/products/:product_id/related",
      operationId: "listRelatedProducts",
      access: "public",
      ...ofProduct,
      summary: "List products like this one",
      querystring: Type.Object({ limit: schemas.atMost(8), description_length: schemas.descriptionLength }),
      answers: Type.Array(schemas.Product),
    },
    ({ params, query }) => relatedProducts(reader, params.product_id, query),
  );
}
