import { Type, type Static } from "typebox";
import { mostUnits } from "../cart/index.ts";

const largest = Number.MAX_SAFE_INTEGER;

/** A number and a name: `17-seine-river-barge`. */
const part = Type.String({ maxLength: 200 });
const page = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }));

const amount = String.raw`\d{1,7}(\.\d{1,2})?`;
const sorts = ["relevance", "newest", "price", "price,DESC", "name"] as const;

export const DepartmentParams = Type.Object({ department_id: part });
export const CategoryParams = Type.Object({ category_id: part });
export const ProductParams = Type.Object({ product_id: part });

/** What a list is narrowed by, how it is sorted, and which page of it is shown. */
export const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 500, line: true })),
  page,
  sort: Type.Optional(Type.Enum([...sorts])),
  value: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: largest }), { minItems: 1, maxItems: 50 })),
  price: Type.Optional(Type.String({ pattern: `^${amount}-${amount}$` })),
  category: Type.Optional(Type.Integer({ minimum: 1, maximum: largest })),
});
export type ListQuery = Static<typeof ListQuery>;

export const ProductQuery = Type.Object({
  reviews: page,
  problem: Type.Optional(Type.Enum(["options"])),
});
export type ProductQuery = Static<typeof ProductQuery>;

export const CartQuery = Type.Object({ problem: Type.Optional(Type.Enum(["full", "gone"])) });

export const SitemapParams = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000 }) });

/** A product with one value of each of its attributes, by their numbers. */
export const Addition = Type.Object({
  product_id: Type.Integer({ minimum: 1, maximum: largest }),
  option: Type.Optional(Type.Array(Type.Integer(), { maxItems: 50 })),
  quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: mostUnits, default: 1 })),
});

const itemId = Type.Integer({ minimum: 0, maximum: largest });
export const Change = Type.Object({ item_id: itemId, quantity: Type.Integer({ minimum: 0, maximum: mostUnits }) });
export const Removal = Type.Object({ item_id: itemId });
