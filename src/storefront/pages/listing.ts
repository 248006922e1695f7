import { html, type Html } from "../../platform/html.ts";
import type { KeptPage } from "../../platform/http/cache/replies.ts";
import { refusal } from "../../platform/refusal.ts";
import { idIn, partOf, paths } from "../addresses.ts";
import { searchForm } from "../frame.ts";
import type { ListQuery } from "../page-input.ts";
import { asCards, cardGrid, type Card } from "../product-card.ts";
import { keptPage, redirectTo, type Sources } from "../sources.ts";
import { breadcrumbData, listData, type Crumb } from "../structured-data.ts";
import type { View } from "../view.ts";
import { crumbsOf } from "./crumbs.ts";
import { filterForm } from "./filters.ts";
import { pagerOf } from "./pager.ts";
import { optionsOf, pageLength, pathTo, type Place } from "./selection.ts";

/** A list and what stands above it. */
type Heading = Place & {
  readonly title: string;
  readonly lead?: string | null;
  readonly crumbs: readonly Crumb[];
  /** Lists within this one. */
  readonly within?: readonly Crumb[];
};

type Found = Awaited<ReturnType<Sources["reads"]["list"]>>;

/** All products. */
export function everythingPage(sources: Sources, query: ListQuery): Promise<KeptPage> {
  const { texts } = sources.frame;
  const path = paths.products;
  return listPage(sources, query, { path, title: texts.everything, crumbs: [{ name: texts.everything, path }] });
}

/** What a search finds; without words a form for them. */
export function searchPage(sources: Sources, query: ListQuery): Promise<KeptPage> {
  const { texts } = sources.frame;
  const { q: words } = query;
  if (words === undefined)
    return keptPage(sources, {
      title: texts.search,
      content: html`<header class="heading"><h1>${texts.search}</h1></header>${searchForm(texts, "q-again")}`,
    });
  const crumbs = [{ name: texts.search, path: paths.search }];
  return listPage(sources, query, { path: paths.search, words, title: texts.resultsFor(words), crumbs });
}

/** The products of a department, featured ones first, with links to its categories. */
export async function departmentPage(sources: Sources, part: string, query: ListQuery): Promise<KeptPage> {
  const { reads } = sources;
  const id = idIn(part) ?? 0;
  const [{ name, description: lead }, categories] = await Promise.all([reads.department(id), reads.categories()]);
  const path = paths.department({ id, name });
  if (part !== partOf({ id, name })) return redirectTo(path);
  const within = categories
    .filter(({ department_id }) => department_id === id)
    .map((one) => ({ name: one.name, path: paths.category({ id: one.category_id, name: one.name }) }));
  return listPage(sources, query, { path, title: name, lead, crumbs: [{ name, path }], within, departmentId: id });
}

/** The products of a category. */
export async function categoryPage(sources: Sources, part: string, query: ListQuery): Promise<KeptPage> {
  const { reads } = sources;
  const id = idIn(part) ?? 0;
  const { name, description: lead, department_id } = await reads.category(id);
  const path = paths.category({ id, name });
  if (part !== partOf({ id, name })) return redirectTo(path);
  const department = await reads.department(department_id);
  const above = { name: department.name, path: paths.department({ id: department_id, name: department.name }) };
  return listPage(sources, query, { path, title: name, lead, crumbs: [above, { name, path }], categoryId: id });
}

async function listPage(sources: Sources, query: ListQuery, heading: Heading): Promise<KeptPage> {
  const { reads, frame } = sources;
  const { page = 1 } = query;
  const { title, lead, path, words } = heading;
  const [found, view] = await Promise.all([reads.list(optionsOf(heading, query)), sources.view()]);
  if (found.rows.length === 0 && page > 1) throw refusal("COM_02", "page", { status: 404 });
  const cards = await asCards(reads, found.rows);
  const { texts } = view;
  const crumbs = [{ name: texts.home, path: paths.home }, ...heading.crumbs];
  const isNarrowed = [query.sort, query.value, query.price, query.category].some((one) => one !== undefined);
  return keptPage(sources, {
    title: page > 1 ? `${title} · ${texts.page(page)}` : title,
    description: lead ?? undefined,
    canonical: words === undefined && !isNarrowed ? pathTo(heading, { page }) : undefined,
    picture: cards[0]?.image ? paths.picture(cards[0].image) : undefined,
    data: [breadcrumbData(frame.base, crumbs), listData(frame.base, cards, (page - 1) * pageLength)],
    departmentId: heading.departmentId,
    words,
    content: html`${crumbsOf(texts, crumbs)}
<header class="heading"><h1>${found.count === 0 && words !== undefined ? texts.noResultsFor(words) : title}</h1>
${lead && html`<p class="lead">${lead}</p>`}
${found.count > 0 && html`<p class="soft">${countOf(view, found)}</p>`}
${remarksOf(view, found)}${withinOf(heading.within ?? [])}</header>
${(found.count > 0 || isNarrowed) && found.facets && filterForm(view, heading, query, found.facets)}
${found.count === 0 ? nothingOf(view, { isNarrowed, path, words }) : resultsOf(view, { cards, found, heading, query })}`,
  });
}

function countOf({ texts, number }: View, { count, count_is_estimate }: Found): string {
  const shown = number(count);
  return count_is_estimate ? texts.about(shown) : texts.products(count, shown);
}

/** Tells when other words were searched for than those that were typed. */
function remarksOf({ texts }: View, { corrected_to, matched }: Found): Html {
  return html`${corrected_to !== undefined && html`<p class="remark">${texts.correctedTo(corrected_to)}</p>`}
${matched !== undefined && html`<p class="remark">${texts.someWords}</p>`}`;
}

function withinOf(within: readonly Crumb[]): Html | false {
  const links = within.map(({ name, path }) => html`<li><a href="${path}">${name}</a></li>`);
  return links.length > 0 && html`<ul class="within">${links}</ul>`;
}

type Results = {
  readonly cards: readonly Card[];
  readonly found: Found;
  readonly heading: Heading;
  readonly query: ListQuery;
};

function resultsOf(view: View, { cards, found, heading, query }: Results): Html {
  const { page = 1 } = query;
  const pages = Math.ceil(found.count / pageLength);
  const pathOf = (other: number) => pathTo(heading, { ...query, page: other });
  return html`<h2 class="unseen">${heading.title}</h2>${cardGrid(view, cards, { isFirst: true })}
${pagerOf(view.texts, { page, pages: Math.max(pages, page), pathOf })}`;
}

type Nothing = { readonly isNarrowed: boolean; readonly path: string; readonly words: string | undefined };

function nothingOf({ texts }: View, { isNarrowed, path, words }: Nothing): Html {
  if (isNarrowed && words === undefined)
    return html`<p class="empty">${texts.nothingFits} <a href="${path}">${texts.clearAll}</a></p>`;
  if (words === undefined) return html`<p class="empty">${texts.nothingHere}</p>`;
  return html`<div class="empty"><p>${isNarrowed ? texts.nothingFits : texts.noResultsHint}</p>
${searchForm(texts, "q-again", words)}</div>`;
}
