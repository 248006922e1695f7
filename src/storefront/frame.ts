import { dataBlock, html, type Html } from "../platform/html.ts";
import { paths } from "./addresses.ts";
import type { Language, Texts } from "./texts.ts";

/** What all pages of a shop have in common. */
export type Frame = {
  readonly shopName: string;
  readonly texts: Texts;
  readonly language: Language;
  /** Where customers see the shop, without a slash at the end. */
  readonly base: string;
  /** Paths of the files that every page loads. */
  readonly files: { readonly stylesheet: string; readonly script: string; readonly icon: string };
};

export type Department = {
  readonly department_id: number;
  readonly name: string;
  readonly description: string | null;
};

export type Page = {
  /** Without the shop's name. */
  readonly title: string;
  readonly description?: string | undefined;
  /** The page's own path; a page without one is not for search engines. */
  readonly canonical?: string | undefined;
  /** Path of the picture that is shown where a link to the page is shared. */
  readonly picture?: string | undefined;
  /** Data for machines, in the vocabulary of schema.org. */
  readonly data?: readonly object[];
  readonly content: Html;
  /** The department that the page belongs to. */
  readonly departmentId?: number | undefined;
  /** The words that were searched for. */
  readonly words?: string | undefined;
};

/**
 * Headers of every page. Only files of this shop run and style it, its forms lead nowhere else, and no page frames it.
 * Forms need their origin in the requests, which `no-referrer` would hide.
 */
export const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
} as const;

export const pageType = "text/html; charset=utf-8";

/** Returns the whole page: head, header with the departments, content and footer. */
export function framed(frame: Frame, departments: readonly Department[], page: Page): string {
  return html`<!doctype html>
<html lang="${frame.language}">${head(frame, page)}<body>
<a class="skip" href="#content">${frame.texts.skipToContent}</a>
${header(frame, departments, page)}
<main id="content" tabindex="-1">${page.content}</main>
${footer(frame, departments)}
</body></html>
`.markup;
}

/** A form for a search; that of the header is a landmark of the page. `id` is unique on the page. */
export function searchForm(texts: Texts, id: "q" | "q-again", words = ""): Html {
  return html`<form class="search"${id === "q" && html` role="search"`} action="${paths.search}">
<label class="unseen" for="${id}">${texts.searchLabel}</label>
<input id="${id}" name="q" type="search" value="${words}" placeholder="${texts.searchHint}" maxlength="200"
 autocomplete="off" enterkeyhint="search">
<button>${texts.search}</button></form>`;
}

function head({ shopName, base, files }: Frame, page: Page): Html {
  const { title, description, canonical, picture, data = [] } = page;
  const whole = title === shopName ? shopName : `${title} · ${shopName}`;
  return html`<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${whole}</title>
${description !== undefined && html`<meta name="description" content="${description}">`}
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#faf7f0" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#171b20" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="${files.stylesheet}"><link rel="icon" href="${files.icon}" type="image/svg+xml">
<script src="${files.script}" defer></script>
${
  canonical === undefined
    ? html`<meta name="robots" content="noindex">`
    : shared(page, { whole, base, shopName, canonical, picture })
}
${data.map((one) => dataBlock("application/ld+json", { "@context": "https://schema.org", ...one }))}
</head>`;
}

type Shared = {
  readonly whole: string;
  readonly base: string;
  readonly shopName: string;
  readonly canonical: string;
  readonly picture: string | undefined;
};

/** What search engines and previews of links read (Open Graph). */
function shared({ description }: Page, { whole, base, shopName, canonical, picture }: Shared): Html {
  return html`<link rel="canonical" href="${base}${canonical}">
<meta property="og:type" content="website"><meta property="og:site_name" content="${shopName}">
<meta property="og:title" content="${whole}"><meta property="og:url" content="${base}${canonical}">
${description !== undefined && html`<meta property="og:description" content="${description}">`}
${
  picture !== undefined &&
  html`<meta property="og:image" content="${base}${picture}"><meta name="twitter:card" content="summary_large_image">`
}`;
}

function header({ shopName, texts }: Frame, departments: readonly Department[], page: Page): Html {
  return html`<header class="top">
<a class="shop-name" href="${paths.home}">${shopName}</a>
<nav aria-label="${texts.departments}"><ul>${departments.map((one) => departmentLink(one, page.departmentId))}
<li><a href="${paths.products}">${texts.everything}</a></li></ul></nav>
${searchForm(texts, "q", page.words)}
<a class="to-cart" href="${paths.cart}">${texts.cart}<span class="units" data-units hidden></span></a>
</header>`;
}

function departmentLink({ department_id, name }: Department, current: number | undefined): Html {
  const href = paths.department({ id: department_id, name });
  return html`<li><a href="${href}"${department_id === current && html` aria-current="true"`}>${name}</a></li>`;
}

function footer({ shopName, texts }: Frame, departments: readonly Department[]): Html {
  return html`<footer class="bottom"><p class="shop-name">${shopName}</p>
<nav aria-label="${texts.lookAround}"><ul>${departments.map((one) => departmentLink(one, undefined))}
<li><a href="${paths.products}">${texts.everything}</a></li><li><a href="${paths.cart}">${texts.cart}</a></li></ul></nav></footer>`;
}
