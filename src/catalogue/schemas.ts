import { Type } from "typebox";
import { id, money } from "../platform/http/fields.ts";

export { id, money };

export const departmentId = Type.Integer({ ...id("The department's number"), refusal: "DEP_01" });
export const categoryId = id("The category's number");
export const productId = id("The product's number");

/** Page number, from 1. The maximum is the last page whose rows the database can still count. */
export const page = Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1, description: "The page, from 1" });

export function pageSize(limits: { itemsPerPage: number; maxItemsPerPage: number }) {
  return Type.Integer({
    minimum: 1,
    maximum: limits.maxItemsPerPage,
    default: limits.itemsPerPage,
    description: "Rows of a page",
  });
}
