import type { CatalogueReads } from "../../catalogue/index.ts";
import { html, type Html, type Piece } from "../../platform/html.ts";
import type { ListQuery } from "../page-input.ts";
import type { View } from "../view.ts";
import { activeFilters, bandName, bandOf, pathTo, type ActiveFilter, type Place } from "./selection.ts";

type Facets = NonNullable<Awaited<ReturnType<CatalogueReads["list"]>>["facets"]>;
type Choice = {
  readonly name: string;
  readonly value: string | number;
  readonly label: string;
  readonly count?: number | undefined;
  readonly isChosen: boolean;
};

const sortsOfLists = ["", "newest", "price", "price,DESC", "name"] as const;
const sortsOfSearch = ["relevance", "newest", "price", "price,DESC", "name"] as const;

/** The form that narrows and sorts a list, and the filters that are set, each with a link that removes it. */
export function filterForm(view: View, place: Place, query: ListQuery, facets: Facets): Html {
  const { texts } = view;
  const active = activeFilters(place, query, { facets, view });
  return html`<form class="tools" action="${place.path}">
${place.words !== undefined && html`<input type="hidden" name="q" value="${place.words}">`}
<details class="filters"><summary>${texts.filter}${active.length > 0 && html` <span class="count">${active.length}</span>`}</summary>
<div class="filter-sheet">${valueGroups(view, query, facets)}${priceGroup(view, query, facets)}
${place.categoryId === undefined && categoryGroup(view, query, facets)}
<p><button class="button">${texts.apply}</button></p></div></details>
<p class="sorting"><label for="sort">${texts.sortBy}</label>
<select id="sort" name="sort" data-submits>${sortsFor(place).map((sort) => sortOption(view, sort, query))}</select>
<button class="quiet">${texts.apply}</button></p></form>
${active.length > 0 && activeList(view, active, pathTo(place, {}))}`;
}

function valueGroups(view: View, { value = [] }: ListQuery, { attribute_values }: Facets): Html[] {
  return [...Map.groupBy(attribute_values, ({ attribute_name }) => attribute_name)].map(([attribute, values]) =>
    group(
      attribute,
      values.map(({ attribute_value_id: id, name, count }) =>
        choice(view, "checkbox", { name: "value", value: id, label: name, count, isChosen: value.includes(id) }),
      ),
    ),
  );
}

function priceGroup(view: View, { price }: ListQuery, { price_bands }: Facets): Html | false {
  if (price_bands.length < 2 && price === undefined) return false;
  const bands = price_bands.map((band) => ({ value: bandOf(band), count: band.count }));
  const isKnown = price === undefined || bands.some(({ value }) => value === price);
  const all = isKnown ? bands : [{ value: price, count: undefined }, ...bands];
  return group(view.texts.price, [
    choice(view, "radio", { name: "price", value: "", label: view.texts.anyPrice, isChosen: price === undefined }),
    ...all.map(({ value, count }) =>
      choice(view, "radio", { name: "price", value, label: bandName(view, value), count, isChosen: value === price }),
    ),
  ]);
}

function categoryGroup(view: View, { category }: ListQuery, { categories }: Facets): Html | false {
  if (categories.length < 2 && category === undefined) return false;
  const any = { name: "category", value: "", label: view.texts.anyCategory, isChosen: category === undefined };
  return group(view.texts.category, [
    choice(view, "radio", any),
    ...categories.map(({ category_id: value, name: label, count }) =>
      choice(view, "radio", { name: "category", value, label, count, isChosen: value === category }),
    ),
  ]);
}

function group(legend: string, choices: readonly Html[]): Html {
  return html`<fieldset><legend>${legend}</legend><div class="choices">${choices}</div></fieldset>`;
}

function choice({ number }: View, type: "checkbox" | "radio", { name, value, label, count, isChosen }: Choice): Html {
  const counted: Piece = count !== undefined && html` <small>${number(count)}</small>`;
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${isChosen && html` checked`}>
<span>${label}${counted}</span></label>`;
}

function sortsFor({ words }: Place): readonly (typeof sortsOfLists | typeof sortsOfSearch)[number][] {
  return words === undefined ? sortsOfLists : sortsOfSearch;
}

function sortOption({ texts }: View, sort: ReturnType<typeof sortsFor>[number], query: ListQuery): Html {
  return html`<option value="${sort}"${sort === query.sort && html` selected`}>${texts.sorts[sort]}</option>`;
}

function activeList({ texts }: View, active: readonly ActiveFilter[], cleared: string): Html {
  const links = active.map(
    ({ name, without }) =>
      html`<li><a href="${without}" aria-label="${texts.withoutFilter(name)}">${name} <span aria-hidden="true">×</span></a></li>`,
  );
  return html`<ul class="active">${links}<li><a class="quiet" href="${cleared}">${texts.clearAll}</a></li></ul>`;
}
