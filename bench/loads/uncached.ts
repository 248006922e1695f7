import { keepingNothing, type Load, type Request } from "../load.ts";

const made = { settings: keepingNothing, isSteady: true } as const;
const each =
  <Value>(values: readonly Value[], path: (value: Value) => string) =>
  async (): Promise<Request[]> =>
    values.map((value) => ({ path: path(value) }));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Every page of the catalogue in turn. */
export const uncachedList: Load = {
  ...made,
  name: "uncached list of 20",
  goal: { perSecond: 1500 },
  prepare: each(numbers(5), (page) => `/products?limit=20&page=${page}`),
};

/** Every product in turn. */
export const uncachedProduct: Load = {
  ...made,
  name: "uncached product",
  goal: { perSecond: 4000 },
  prepare: each(numbers(101), (id) => `/products/${id}`),
};

/** A department, a colour, a size and a maximum price, most expensive first. */
export const uncachedFilter: Load = {
  ...made,
  name: "uncached filter",
  prepare: each(
    [1, 2, 3].flatMap((department) => [14, 16, 18].map((price) => ({ department, price }))),
    ({ department, price }) =>
      `/products?department_id=${department}&attribute_value_id=2,8&price_max=${price}&sort=price,DESC`,
  ),
};

/** Typical queries: one word and two, a word form, an unfinished word, a misspelt one, one that no product contains. */
export const uncachedSearch: Load = {
  ...made,
  name: "uncached search",
  goal: { perSecond: 800 },
  prepare: each(
    ["flowers", "cat", "river barge", "christmas", "heart", "bir", "horse garden", "the sea", "flwer", "zeppelin"],
    (words) => `/products/search?query_string=${encodeURIComponent(words)}`,
  ),
};
