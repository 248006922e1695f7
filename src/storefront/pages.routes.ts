import { Type, type Static, type TObject } from "typebox";
import type { KeptPage, Replies } from "../platform/http/cache/replies.ts";
import type { App } from "../platform/http/server.ts";
import { idIn } from "./addresses.ts";
import { CategoryParams, DepartmentParams, ListQuery, ProductParams, ProductQuery } from "./page-input.ts";
import { homePage } from "./pages/home.ts";
import { categoryPage, departmentPage, everythingPage, searchPage } from "./pages/listing.ts";
import { productPage } from "./pages/product.ts";
import { redirectTo, type Sources } from "./sources.ts";

type PageRoute<Params extends TObject, Query extends TObject> = {
  readonly path: string;
  readonly params: Params;
  readonly query: Query;
  readonly make: (params: Static<Params>, query: Static<Query>) => Promise<KeptPage>;
  /** The read of the API that shows the same rows: whatever invalidates its replies invalidates the page. */
  readonly shows: (params: Static<Params>) => {
    readonly route: string;
    readonly params?: Readonly<Record<string, unknown>>;
  };
};

const nothing = Type.Object({});

/** Returns the hook and the handler of the home page, for the route that answers programs, too. */
export function homeRoute(replies: Replies, sources: Sources) {
  return {
    answerKnown: replies.answerKnown,
    show: replies.answer(
      async () => ({ page: await homePage(sources) }),
      () => ({ route: "/products" }),
    ),
  };
}

/** Registers the pages that are the same for every visitor; they are cached as bytes. */
export function pageRoutes(app: App, replies: Replies, sources: Sources): void {
  const page = <const Params extends TObject, const Query extends TObject>(given: PageRoute<Params, Query>): void => {
    const { path, params, query: querystring, make, shows } = given;
    app.get(path, {
      schema: { hide: true, params, querystring },
      onRequest: replies.answerKnown,
      handler: replies.answer(
        async (asked) => ({ page: await make(asked.params as Static<Params>, asked.query as Static<Query>) }),
        (asked) => shows(asked.params as Static<Params>),
      ),
    } as Parameters<App["get"]>[1]);
  };

  page({
    path: "/",
    params: nothing,
    query: nothing,
    make: async () => redirectTo("/"),
    shows: () => ({ route: "/" }),
  });
  page({
    path: "/products",
    params: nothing,
    query: ListQuery,
    make: (_params, query) => everythingPage(sources, query),
    shows: () => ({ route: "/products" }),
  });
  page({
    path: "/search",
    params: nothing,
    query: ListQuery,
    make: (_params, query) => searchPage(sources, query),
    shows: () => ({ route: "/products/search" }),
  });
  page({
    path: "/departments/:department_id",
    params: DepartmentParams,
    query: ListQuery,
    make: (params, query) => departmentPage(sources, params.department_id, query),
    shows: () => ({ route: "/products/inDepartment/:department_id" }),
  });
  page({
    path: "/categories/:category_id",
    params: CategoryParams,
    query: ListQuery,
    make: (params, query) => categoryPage(sources, params.category_id, query),
    shows: () => ({ route: "/products/inCategory/:category_id" }),
  });
  page({
    path: "/products/:product_id",
    params: ProductParams,
    query: ProductQuery,
    make: (params, query) => productPage(sources, params.product_id, query),
    shows: (params) => ({ route: "/products/:product_id", params: { product_id: idIn(params.product_id) ?? 0 } }),
  });
}
