import { html, type Html } from "../../platform/html.ts";
import type { Crumb } from "../structured-data.ts";
import type { Texts } from "../texts.ts";

/** The way from the home page to this one; the last crumb is this page. */
export function crumbsOf(texts: Texts, crumbs: readonly Crumb[]): Html {
  return html`<nav class="crumbs" aria-label="${texts.youAreHere}"><ol>${crumbs.map(({ name, path }, index) =>
    index === crumbs.length - 1
      ? html`<li><span aria-current="page">${name}</span></li>`
      : html`<li><a href="${path}">${name}</a></li>`,
  )}</ol></nav>`;
}
