import { html, type Html } from "../../platform/html.ts";
import type { Texts } from "../texts.ts";

type Pages = {
  readonly page: number;
  readonly pages: number;
  readonly pathOf: (page: number) => string;
};

/** Links to the page before and the next one; nothing where there is one page. */
export function pagerOf(texts: Texts, { page, pages, pathOf }: Pages): Html | false {
  if (pages <= 1) return false;
  return html`<nav class="pager" aria-label="${texts.pages}">
${page > 1 && html`<a rel="prev" href="${pathOf(page - 1)}">${texts.previous}</a>`}
<span>${texts.pageOf(page, pages)}</span>
${page < pages && html`<a rel="next" href="${pathOf(page + 1)}">${texts.next}</a>`}</nav>`;
}
