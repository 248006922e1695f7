import { Type } from "typebox";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Config } from "../../platform/config.ts";
import type { Reader } from "../../platform/database/database.ts";
import { publicReads } from "../../platform/http/public-read.ts";
import type { App } from "../../platform/http/server.ts";
import { categoriesOfProduct } from "../products/products.ts";
import { categoryId, departmentId, page, pageSize, productId } from "../schemas.ts";
import { categoriesInDepartment, findCategory, findDepartment, listCategories } from "./departments.ts";
import { departments } from "./departments.queries.ts";
import { Category, CategoryOfProduct, CategoryPage, Department } from "./departments.schemas.ts";

type Dependencies = { readonly reader: Reader; readonly replies: Replies; readonly config: Config };

const order = Type.String({
  default: "category_id",
  maxLength: 100,
  refusal: "PAG_01",
  examples: ["name,DESC"],
  description: "`category_id` or `name`, then `,ASC` or `,DESC`; a bare field means ascending",
});

/** Departments and the categories in them. */
export function departmentRoutes(app: App, { reader, replies, config }: Dependencies): void {
  const read = publicReads(app, replies);
  const ofDepartment = {
    params: Type.Object({ department_id: departmentId }),
    refusals: ["DEP_01", "DEP_02"],
  } as const;

  read("/departments", { tag: "Departments", summary: "List departments", answers: Type.Array(Department) }, () =>
    reader.all(departments()),
  );

  read(
    "/departments/:department_id",
    { ...ofDepartment, tag: "Departments", summary: "Show a department", answers: Department },
    ({ params }) => findDepartment(reader, params.department_id),
  );

  const tag = "Categories";
  read(
    "/categories",
    {
      tag,
      summary: "List categories",
      querystring: Type.Object({ order, page, limit: pageSize(config) }),
      answers: CategoryPage,
      refusals: ["PAG_01", "PAG_02"],
    },
    ({ query }) => listCategories(reader, query),
  );

  read(
    "/categories/:category_id",
    {
      tag,
      summary: "Show a category",
      params: Type.Object({ category_id: categoryId }),
      answers: Category,
      refusals: ["CAT_01"],
    },
    ({ params }) => findCategory(reader, params.category_id),
  );

  read(
    "/categories/inProduct/:product_id",
    {
      tag,
      summary: "List the categories of a product",
      params: Type.Object({ product_id: productId }),
      answers: Type.Array(CategoryOfProduct),
      refusals: ["PRO_01"],
    },
    ({ params }) => categoriesOfProduct(reader, params.product_id),
  );

  read(
    "/categories/inDepartment/:department_id",
    { ...ofDepartment, tag, summary: "List the categories of a department", answers: Type.Array(Category) },
    ({ params }) => categoriesInDepartment(reader, params.department_id),
  );
}
