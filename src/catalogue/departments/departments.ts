import type { Reader } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "./departments.queries.ts";

const orderShape = /^(\w+)\s*(?:,\s*(ASC|DESC))?$/i;

export async function findCategory(reader: Reader, categoryId: number) {
  const found = await reader.first(queries.category(categoryId));
  if (!found) throw refusal("CAT_01", "category_id");
  return found;
}

export async function listCategories(reader: Reader, asked: { order: string; page: number; limit: number }) {
  const order = categoryOrder(asked.order);
  const [rows, counted] = await Promise.all([
    reader.all(queries.categories({ order, limit: asked.limit, offset: (asked.page - 1) * asked.limit })),
    reader.first(queries.categoryCount()),
  ]);
  return { count: counted?.count ?? 0, rows };
}

export async function categoriesInDepartment(reader: Reader, departmentId: number) {
  const found = await reader.all(queries.categoriesInDepartment(departmentId));
  if (found.length === 0) await findDepartment(reader, departmentId);
  return found;
}

export async function findDepartment(reader: Reader, departmentId: number) {
  const found = await reader.first(queries.department(departmentId));
  if (!found) throw refusal("DEP_02", "department_id");
  return found;
}

/** Parses `field,ASC`, `field,DESC` or a bare `field`, which means ascending. */
function categoryOrder(asked: string): queries.CategoryOrder {
  const [, field, direction = "ASC"] = orderShape.exec(asked.trim()) ?? [];
  if (!field) throw refusal("PAG_01", "order");
  if (field !== "category_id" && field !== "name") throw refusal("PAG_02", "order");
  return `${field},${direction.toUpperCase() as "ASC" | "DESC"}`;
}
