import { html, type Html } from "../../platform/html.ts";
import { withQuery } from "../addresses.ts";
import { starRow } from "../product-card.ts";
import type { Sources } from "../sources.ts";
import type { View } from "../view.ts";

type Review = Awaited<ReturnType<Sources["reads"]["reviews"]>>[number];

type Reviewed = {
  readonly reviews: readonly Review[];
  readonly product: { readonly review_count: number; readonly rating_average: number | null };
  readonly page: number;
  /** Path of the product's page. */
  readonly path: string;
};

export const reviewsPerPage = 10;

/** The reviews of a product, newest first. */
export function reviewsOf(view: View, { reviews, product, page, path }: Reviewed): Html {
  const { texts } = view;
  const { review_count: count } = product;
  const pathOf = (other: number) => `${withQuery(path, { reviews: other === 1 ? undefined : other })}#reviews`;
  return html`<section class="reviews" id="reviews"><h2>${texts.reviews}</h2>
${count === 0 ? html`<p class="soft">${texts.noReviews}</p>` : html`<ol>${reviews.map((one) => reviewOf(view, one))}</ol>`}
${
  count > reviewsPerPage &&
  html`<nav class="pager" aria-label="${texts.reviews}">
${page > 1 && html`<a rel="prev" href="${pathOf(page - 1)}">${texts.newerReviews}</a>`}
${page * reviewsPerPage < count && html`<a rel="next" href="${pathOf(page + 1)}">${texts.olderReviews}</a>`}</nav>`
}</section>`;
}

function reviewOf({ texts, day, number }: View, review: Review): Html {
  const { name, rating, review: words, created_on, edited_on } = review;
  return html`<li><p>${starRow(texts.stars(number(rating)), rating)} <b>${name}</b>
<time datetime="${created_on}">${day(created_on)}</time>${edited_on !== null && html` <small>(${texts.edited})</small>`}</p>
<p class="review-words">${words}</p></li>`;
}
