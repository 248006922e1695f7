import { html, type Html } from "../platform/html.ts";
import type { CatalogueReads } from "../catalogue/index.ts";
import { paths } from "./addresses.ts";
import type { View } from "./view.ts";

type Row = Awaited<ReturnType<CatalogueReads["list"]>>["rows"][number];

/** A product of a list, with the file of its large picture. */
export type Card = Omit<Row, "description" | "display"> & { readonly image: string | null };

type Priced = Pick<Row, "price" | "discounted_price">;
type Rated = Pick<Row, "rating_average" | "review_count">;

/** Pictures in the first row of a list are loaded at once, the others when they come into sight. */
const eager = 4;

/** Returns the rows of a list with their large pictures. */
export async function asCards(reads: CatalogueReads, rows: readonly Omit<Card, "image">[]): Promise<Card[]> {
  const images = await reads.images(rows.map(({ product_id }) => product_id));
  return rows.map((row) => ({ ...row, image: images.get(row.product_id) ?? row.thumbnail }));
}

/** Products as a grid. With `isFirst`, it is the first that a visitor sees. */
export function cardGrid(view: View, cards: readonly Card[], { isFirst = false } = {}): Html {
  return html`<ul class="cards">${cards.map((card, index) => cardOf(view, card, isFirst && index < eager))}</ul>`;
}

/** The price, with the former one where it is reduced. */
export function priceOf({ texts, money }: View, { price, discounted_price }: Priced): Html {
  if (discounted_price === "0.00") return html`<span class="price">${money(price)}</span>`;
  return html`<span class="price"><s><span class="unseen">${texts.wasPrice} </span>${money(price)}</s>
<span class="unseen">${texts.nowPrice} </span><b>${money(discounted_price)}</b></span>`;
}

/** The mean of the reviews' stars; nothing where there is no review. */
export function starsOf({ texts, number }: View, { rating_average, review_count }: Rated): Html | false {
  if (rating_average === null) return false;
  return html`<span class="rating">${starRow(texts.stars(number(rating_average)), rating_average)}
<span class="unseen">${texts.reviewCount(review_count)}</span><span aria-hidden="true">${number(review_count)}</span></span>`;
}

/** Five stars, as many of them full as the rating has; `words` say the same. */
export function starRow(words: string, rating: number): Html {
  const full = Math.round(rating);
  const stars = `${"★".repeat(full)}${"☆".repeat(5 - full)}`;
  return html`<span class="stars" role="img" aria-label="${words}">${stars}</span>`;
}

/** A product's picture, or an empty field where it has none. Pictures of other sizes are fitted into the square. */
export function pictureOf(file: string | null, alt: string, when: "first" | "at once" | "in sight"): Html {
  if (file === null) return html`<span class="no-picture" aria-hidden="true"></span>`;
  const loading = { first: html` fetchpriority="high"`, "at once": "", "in sight": html` loading="lazy"` }[when];
  return html`<img src="${paths.picture(file)}" alt="${alt}" width="800" height="800" decoding="async"${loading}>`;
}

function cardOf(view: View, card: Card, isEager: boolean): Html {
  const { texts } = view;
  const { product_id: id, name, image, in_stock } = card;
  const note = { yes: undefined, few: texts.few, no: texts.soldOut }[in_stock];
  return html`<li class="card${in_stock === "no" && " is-sold-out"}">
<div class="card-picture">${pictureOf(image, "", isEager ? "at once" : "in sight")}</div>
<h3><a href="${paths.product({ id, name })}">${name}</a></h3>
<p>${priceOf(view, card)} ${starsOf(view, card)}${note !== undefined && html`<span class="note">${note}</span>`}</p></li>`;
}
