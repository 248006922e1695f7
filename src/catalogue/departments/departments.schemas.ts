import { Type } from "typebox";
import { id } from "../schemas.ts";

export const Department = Type.Object(
  {
    department_id: id("The department's number"),
    name: Type.String({ examples: ["Nature"] }),
    description: Type.Union([Type.String(), Type.Null()]),
  },
  { title: "Department" },
);

export const Category = Type.Object(
  {
    category_id: id("The category's number"),
    name: Type.String({ examples: ["Flower"] }),
    description: Type.Union([Type.String(), Type.Null()]),
    department_id: id("The department it belongs to"),
  },
  { title: "Category" },
);

export const CategoryPage = Type.Object(
  {
    count: Type.Integer({ description: "All categories" }),
    rows: Type.Array(Category),
  },
  { title: "CategoryPage" },
);

export const CategoryOfProduct = Type.Object(
  {
    category_id: id("The category's number"),
    department_id: id("The department it belongs to"),
    name: Type.String({ examples: ["Flower"] }),
  },
  { title: "CategoryOfProduct" },
);
