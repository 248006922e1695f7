import { mostUnits, type CartItem } from "../../cart/index.ts";
import { html, type Html } from "../../platform/html.ts";
import { centsOfTotal, twoDecimals } from "../../platform/money.ts";
import { paths } from "../addresses.ts";
import { framed } from "../frame.ts";
import { pictureOf } from "../product-card.ts";
import type { Sources } from "../sources.ts";
import type { View } from "../view.ts";

export type Problem = "full" | "gone";

/** Returns the page of a cart; it is one visitor's own. */
export async function cartPage(
  { frame, reads, view: viewNow }: Sources,
  lines: readonly CartItem[],
  problem: Problem | undefined,
): Promise<string> {
  const [departments, view] = await Promise.all([reads.departments(), viewNow()]);
  const { texts } = view;
  return framed(frame, departments, {
    title: texts.yourCart,
    content: html`<header class="heading"><h1>${texts.yourCart}</h1>
<p class="soft" data-units-now="${unitsIn(lines)}">${lines.length > 0 && texts.unitsInCart(unitsIn(lines))}</p></header>
${problem !== undefined && html`<p class="problem" role="alert">${texts.problems[problem]}</p>`}
${lines.length === 0 ? emptyCart(view) : filledCart(view, lines)}`,
  });
}

/** Returns how many things are in a cart. */
export function unitsIn(lines: readonly CartItem[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

function emptyCart({ texts }: View): Html {
  return html`<div class="empty"><p>${texts.cartIsEmpty}</p>
<p><a class="button" href="${paths.products}">${texts.lookAround}</a></p></div>`;
}

function filledCart(view: View, lines: readonly CartItem[]): Html {
  const { texts, money } = view;
  const cents = lines.reduce((sum, { subtotal }) => sum + (centsOfTotal(subtotal) ?? 0), 0);
  return html`<ul class="cart-lines">${lines.map((line) => lineOf(view, line))}</ul>
<div class="cart-total"><p><span>${texts.total}</span> <b>${money(twoDecimals(cents))}</b></p>
<p class="soft">${texts.beforeShipping}</p><p><a href="${paths.products}">${texts.keepLooking}</a></p></div>`;
}

function lineOf({ texts, money }: View, line: CartItem): Html {
  const { item_id, product_id: id, name, attributes, quantity, price, subtotal, image } = line;
  const field = `quantity-${item_id}`;
  return html`<li><div class="card-picture">${pictureOf(image, "", "at once")}</div>
<div class="line-words"><h2><a href="${paths.product({ id, name })}">${name}</a></h2>
${attributes !== "" && html`<p class="soft">${attributes}</p>`}<p class="soft">${money(price)} ${texts.each}</p>
<div class="line-forms"><form method="post" action="${paths.cart}/change">
<input type="hidden" name="item_id" value="${item_id}"><label class="unseen" for="${field}">${texts.quantityOf(name)}</label>
<input id="${field}" name="quantity" type="number" inputmode="numeric" min="0" max="${mostUnits}" value="${quantity}" required>
<button class="quiet">${texts.update}<span class="unseen">: ${name}</span></button></form>
<form method="post" action="${paths.cart}/remove"><input type="hidden" name="item_id" value="${item_id}">
<button class="quiet">${texts.remove}<span class="unseen">: ${name}</span></button></form></div></div>
<p class="line-total">${money(subtotal)}</p></li>`;
}
