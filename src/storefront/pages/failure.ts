import { html } from "../../platform/html.ts";
import type { Refusal } from "../../platform/refusal.ts";
import { paths } from "../addresses.ts";
import { framed, searchForm, type Department, type Frame } from "../frame.ts";
import type { Texts } from "../texts.ts";

type Told = { readonly title: string; readonly hint?: string; readonly isLost?: boolean };

/** Returns the page of a failure, which says what a visitor can do. It reads nothing but the given departments. */
export function failurePage(
  frame: Frame,
  departments: readonly Department[],
  refused: Pick<Refusal, "status">,
): string {
  const { texts } = frame;
  const { title, hint, isLost } = toldOf(texts, refused.status);
  return framed(frame, departments, {
    title,
    content: html`<section class="failure"><p class="eyebrow">${refused.status}</p><h1>${title}</h1>
${hint !== undefined && html`<p class="lead">${hint}</p>`}${isLost && searchForm(texts, "q-again")}
<p><a class="button" href="${paths.home}">${texts.home}</a></p></section>`,
  });
}

function toldOf(texts: Texts, status: number): Told {
  if (status === 404) return { title: texts.notFound, hint: texts.notFoundHint, isLost: true };
  if (status === 403) return { title: texts.foreignForm };
  if (status === 429) return { title: texts.tooOften, hint: texts.tooOftenHint };
  if (status === 503) return { title: texts.closed, hint: texts.closedHint };
  if (status >= 500) return { title: texts.broken, hint: texts.brokenHint };
  return { title: texts.unreadable, hint: texts.notFoundHint, isLost: true };
}
