import type { CatalogueReads } from "../../catalogue/index.ts";
import { centsOf, twoDecimals } from "../../platform/money.ts";
import { withQuery } from "../addresses.ts";
import type { ListQuery } from "../page-input.ts";
import type { View } from "../view.ts";

type ListOptions = Parameters<CatalogueReads["list"]>[0];
type Facets = NonNullable<Awaited<ReturnType<CatalogueReads["list"]>>["facets"]>;

/** A list before its visitor narrows it: its path, and the department, category or words that it is of. */
export type Place = {
  readonly path: string;
  readonly departmentId?: number | undefined;
  readonly categoryId?: number | undefined;
  readonly words?: string | undefined;
};

/** A filter that is set, and the path of the list without it. */
export type ActiveFilter = { readonly name: string; readonly without: string };

export const pageLength = 24;

/** Returns what is read of the catalogue for a page of a list. */
export function optionsOf(place: Place, query: ListQuery): ListOptions {
  const [priceMin, priceMax] = query.price?.split("-") ?? [];
  const categoryId = place.categoryId ?? query.category;
  return {
    page: query.page ?? 1,
    limit: pageLength,
    description_length: 1,
    facets: true,
    ...(query.sort === undefined ? {} : { sort: query.sort }),
    ...(place.departmentId === undefined ? {} : { department_id: place.departmentId }),
    ...(categoryId === undefined ? {} : { category_id: categoryId }),
    ...(place.words === undefined ? {} : { query_string: place.words }),
    ...(query.value === undefined ? {} : { attribute_value_id: query.value }),
    ...(priceMin === undefined ? {} : { price_min: priceMin }),
    ...(priceMax === undefined ? {} : { price_max: priceMax }),
  };
}

/** Returns the path of a list with these filters. */
export function pathTo({ path, words }: Place, query: ListQuery): string {
  const { sort, value, price, category, page = 1 } = query;
  return withQuery(path, { q: words, sort, value, price, category, page: page === 1 ? undefined : page });
}

/** Returns the filters that are set, in the order of the form. */
export function activeFilters(
  place: Place,
  { page: _, ...query }: ListQuery,
  { facets, view }: { readonly facets: Facets; readonly view: View },
): ActiveFilter[] {
  const { value = [], price, category } = query;
  const valueName = (id: number) =>
    facets.attribute_values.find(({ attribute_value_id }) => attribute_value_id === id)?.name ?? `#${id}`;
  const categoryName = (id: number) =>
    facets.categories.find(({ category_id }) => category_id === id)?.name ?? `#${id}`;
  const { category: _category, ...ofAnyCategory } = query;
  const { price: _price, ...ofAnyPrice } = query;
  return [
    ...value.map((id) => ({
      name: valueName(id),
      without: pathTo(place, { ...query, value: value.filter((other) => other !== id) }),
    })),
    ...(price === undefined ? [] : [{ name: bandName(view, price), without: pathTo(place, ofAnyPrice) }]),
    ...(category === undefined ? [] : [{ name: categoryName(category), without: pathTo(place, ofAnyCategory) }]),
  ];
}

/** Returns a band of prices as the form sends it. A band ends before its upper price, a filter with it. */
export function bandOf({ price_min, price_max }: { readonly price_min: string; readonly price_max: string }): string {
  return `${price_min}-${twoDecimals((centsOf(price_max) ?? 1) - 1)}`;
}

/** Returns a band of prices in words. */
export function bandName({ texts, money }: View, band: string): string {
  const [from = "0", to = "0"] = band.split("-");
  return texts.bandOf(money(from), money(to));
}
