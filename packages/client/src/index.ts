export type { components, operations } from "./generated/schema.d.ts";
export type { CallOptions, Input, Output, ShopFunction } from "./functions.ts";
export type { ShopFunctions } from "./generated/operations.ts";
export { ShopProblem, ShopUnreachable, type ProblemCode } from "./problem.ts";
export type { SessionStorage } from "./session.ts";
export { openShop, type Shop, type ShopOptions } from "./shop.ts";
