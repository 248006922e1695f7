import { orNull, row, text, integer } from "../../platform/database/columns.ts";
import { reads, sql } from "../../platform/database/statement.ts";

const DepartmentRow = row({ department_id: integer, name: text, description: orNull(text) });
const CategoryRow = row({ category_id: integer, name: text, description: orNull(text), department_id: integer });

const categoryOrder = {
  "category_id,ASC": sql`category_id`,
  "category_id,DESC": sql`category_id desc`,
  "name,ASC": sql`sort_name, category_id`,
  "name,DESC": sql`sort_name desc, category_id desc`,
};
export type CategoryOrder = keyof typeof categoryOrder;

export function departments() {
  return reads(DepartmentRow)`
  select department_id, name, description from department order by department_id`;
}

export function department(departmentId: number) {
  return reads(DepartmentRow)`
  select department_id, name, description from department where department_id = ${departmentId}`;
}

export function category(categoryId: number) {
  return reads(CategoryRow)`
  select category_id, name, description, department_id from category where category_id = ${categoryId}`;
}

export function categoryCount() {
  return reads(row({ count: integer }))`
  select count(*) as count from category`;
}

export function categories(page: { order: CategoryOrder; offset: number; limit: number }) {
  return reads(CategoryRow)`
  select category_id, name, description, department_id from category
  order by ${categoryOrder[page.order]} limit ${page.limit} offset ${page.offset}`;
}

export function categoriesInDepartment(departmentId: number) {
  return reads(CategoryRow)`
  select category_id, name, description, department_id from category
  where department_id = ${departmentId} order by category_id`;
}
