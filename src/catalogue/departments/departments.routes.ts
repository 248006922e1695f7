import { Type } from "typebox";
import type { Config } from "../../platform/config.ts";
import type { Reader } from "../../platform/database/database.ts";
import type { Route } from "../../platform/http/route.ts";
import { categoryId, departmentId, page, pageSize } from "../schemas.ts";
import { categoriesInDepartment, findCategory, findDepartment, listCategories } from "./departments.ts";
import { departments } from "./departments.queries.ts";
import { Category, CategoryPage, Department } from "./departments.schemas.ts";

type Dependencies = { readonly reader: Reader; readonly config: Config };

const order = Type.String({
  default: "category_id",
  maxLength: 100,
  refusal: "PAG_01",
  examples: ["name,DESC"],
  description: "`category_id` or `name`, then `,ASC` or `,DESC`; a bare field means ascending",
});

/** Registers the routes of departments and their categories. */
export function departmentRoutes(route: Route, { reader, config }: Dependencies): void {
  const ofDepartment = {
    params: Type.Object({ department_id: departmentId }),
    refusals: ["DEP_01", "DEP_02"],
  } as const;

  route(
    {
      method: "GET",
      path: "/departments",
      operationId: "listDepartments",
      access: "public",
      tag: "Departments",
      summary: "List departments",
      answers: Type.Array(Department),
    },
    () => reader.all(departments()),
  );

  route(
    {
      method: "GET",
      path: "/departments/:department_id",
      operationId: "showDepartment",
      access: "public",
      ...ofDepartment,
      tag: "Departments",
      summary: "Show a department",
      answers: Department,
    },
    ({ params }) => findDepartment(reader, params.department_id),
  );

  const tag = "Categories";
  route(
    {
      method: "GET",
      path: "/categories",
      operationId: "listCategories",
      access: "public",
      tag,
      summary: "List categories",
      querystring: Type.Object({ order, page, limit: pageSize(config) }),
      answers: CategoryPage,
      refusals: ["PAG_01", "PAG_02"],
    },
    ({ query }) => listCategories(reader, query),
  );

  route(
    {
      method: "GET",
      path: "/categories/:category_id",
      operationId: "showCategory",
      access: "public",
      tag,
      summary: "Show a category",
      params: Type.Object({ category_id: categoryId }),
      answers: Category,
      refusals: ["CAT_01"],
    },
    ({ params }) => findCategory(reader, params.category_id),
  );

  route(
    {
      method: "GET",
      path: "/categories/inDepartment/:department_id",
      operationId: "listCategoriesOfDepartment",
      access: "public",
      ...ofDepartment,
      tag,
      summary: "List the categories of a department",
      answers: Type.Array(Category),
    },
    ({ params }) => categoriesInDepartment(reader, params.department_id),
  );
}
