import { Type } from "typebox";

const largest = Number.MAX_SAFE_INTEGER;

/** An id in a path or query: any whole number; one that names nothing is answered "does not exist". */
export const id = (about: string) =>
  Type.Integer({ minimum: -largest, maximum: largest, description: about, examples: [1] });
export const departmentId = Type.Integer({ ...id("The department's number"), refusal: "DEP_01" });
export const categoryId = id("The category's number");
export const productId = id("The product's number");

export const money = (about: string) => Type.String({ description: `${about}, two decimals`, examples: ["14.99"] });

/** Page by page from 1. The last page that can be asked for is the one whose rows the database can still count. */
export const page = Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1, description: "The page, from 1" });

export const pageSize = (limits: { itemsPerPage: number; maxItemsPerPage: number }) =>
  Type.Integer({
    minimum: 1,
    maximum: limits.maxItemsPerPage,
    default: limits.itemsPerPage,
    description: "Rows of a page",
  });
