import { html, type Html } from "../../platform/html.ts";
import type { KeptPage } from "../../platform/http/cache/replies.ts";
import { paths } from "../addresses.ts";
import type { Department } from "../frame.ts";
import { asCards, cardGrid, pictureOf, priceOf, type Card } from "../product-card.ts";
import { keptPage, type Sources } from "../sources.ts";
import { websiteData } from "../structured-data.ts";
import type { View } from "../view.ts";

/** Products of a department on the home page, and of the newest ones; more are read, since none is shown twice. */
const shownOfEach = 4;
const readOfEach = 12;
/** Departments that the home page shows with products; the header names all. */
const mostDepartments = 8;
const leadLength = 180;

type Section = { readonly department: Department; readonly count: number; readonly cards: readonly Card[] };

/** The home page: one product in the window, each department with its featured products, and what is new. */
export async function homePage(sources: Sources): Promise<KeptPage> {
  const { reads, frame } = sources;
  const listing = { page: 1, limit: readOfEach, description_length: leadLength, facets: false } as const;
  const departments = await reads.departments();
  const [lists, newest, view] = await Promise.all([
    Promise.all(
      departments.slice(0, mostDepartments).map(async (department) => ({
        department,
        ...(await reads.list({ ...listing, department_id: department.department_id })),
      })),
    ),
    reads.list({ ...listing, sort: "newest" }),
    sources.view(),
  ]);
  const rows = [...lists.flatMap((list) => list.rows), ...newest.rows];
  const cards = new Map((await asCards(reads, rows)).map((card) => [card.product_id, card]));
  const [first] = rows;
  const shown = new Set([first?.product_id]);
  const cardsOf = (list: { readonly rows: readonly { readonly product_id: number }[] }) => {
    const ids = list.rows.map(({ product_id }) => product_id).filter((id) => !shown.has(id));
    for (const id of ids.slice(0, shownOfEach)) shown.add(id);
    return ids.slice(0, shownOfEach).flatMap((id) => cards.get(id) ?? []);
  };
  const { shopName, texts, base } = frame;
  return keptPage(sources, {
    title: shopName,
    description: texts.shopDescription(shopName, departments.map(({ name }) => name).join(", ")),
    canonical: paths.home,
    picture: pictureIn(first && cards.get(first.product_id)),
    data: [websiteData(shopName, base)],
    content: html`<h1 class="unseen">${shopName}</h1>
${first && windowOf(view, { ...first, image: cards.get(first.product_id)?.image ?? null })}
${lists.filter(({ rows }) => rows.length > 0).map((list) => sectionOf(view, { ...list, cards: cardsOf(list) }))}
${newest.rows.length === 0 ? html`<p class="empty">${texts.nothingHere}</p>` : newestOf(view, cardsOf(newest))}`,
  });
}

function windowOf(view: View, product: Card & { readonly description: string }): Html {
  const { texts } = view;
  const { product_id: id, name, image, description } = product;
  return html`<section class="window"><div class="window-words"><p class="eyebrow">${texts.inTheWindow}</p>
<h2>${name}</h2><p class="lead">${description}</p><p>${priceOf(view, product)}</p>
<p><a class="button" href="${paths.product({ id, name })}">${texts.lookCloser}<span class="unseen">: ${name}</span></a></p></div>
<div class="window-picture">${pictureOf(image, name, "first")}</div></section>`;
}

function sectionOf(view: View, { department, count, cards }: Section): Html {
  const { department_id: id, name, description } = department;
  const { texts, number } = view;
  return html`<section class="shelf"><header><h2>${name}</h2>${description !== null && html`<p class="lead">${description}</p>`}
<a class="more" href="${paths.department({ id, name })}">${texts.allOf(name)} <small>${number(count)}</small></a></header>
${cardGrid(view, cards)}</section>`;
}

function newestOf(view: View, cards: readonly Card[]): Html | false {
  if (cards.length === 0) return false;
  return html`<section class="shelf"><header><h2>${view.texts.justIn}</h2>
<a class="more" href="${paths.products}?sort=newest">${view.texts.everything}</a></header>${cardGrid(view, cards)}</section>`;
}

function pictureIn(card: Card | undefined): string | undefined {
  return card?.image ? paths.picture(card.image) : undefined;
}
