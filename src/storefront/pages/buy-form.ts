import type { CatalogueReads } from "../../catalogue/index.ts";
import { mostUnits } from "../../cart/index.ts";
import { html, type Html } from "../../platform/html.ts";
import { paths } from "../addresses.ts";
import type { Sources } from "../sources.ts";
import type { View } from "../view.ts";

export type Left = Awaited<ReturnType<Sources["availability"]>>;
type Option = Awaited<ReturnType<CatalogueReads["options"]>>[number];

type Buying = {
  readonly productId: number;
  readonly options: readonly Option[];
  readonly left: Left;
  readonly problem: "options" | undefined;
};

/**
 * The form that puts a product into the cart: one choice for each attribute. What is sold out in every combination
 * cannot be chosen; the script of the pages also sees to single combinations, whose numbers are in `data-gone`.
 */
export function buyForm(view: View, { productId, options, left, problem }: Buying): Html {
  const { texts } = view;
  const isSoldOut = left.in_stock === "no";
  const gone = isSoldOut ? [] : left.combinations.filter(({ in_stock }) => in_stock === "no");
  const groups = [...Map.groupBy(options, ({ attribute_name }) => attribute_name)];
  const goneTogether = gone.map(({ attribute_value_ids }) => attribute_value_ids.join("-")).join(" ");
  return html`<form class="buy" method="post" action="${paths.cart}/add" data-gone="${goneTogether}">
<input type="hidden" name="product_id" value="${productId}">
${problem === "options" && html`<p class="problem" role="alert">${texts.problems.options}</p>`}
${groups.map(([attribute, values], index) => choicesOf({ attribute, values, index, left }))}
<p class="amount"><label for="quantity">${texts.quantity}</label>
<input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" max="${mostUnits}" value="1" required></p>
<p><button class="button is-wide"${isSoldOut && html` disabled`}>${isSoldOut ? texts.soldOut : texts.addToCart}</button></p>
</form>`;
}

type Choices = {
  readonly attribute: string;
  readonly values: readonly Option[];
  readonly index: number;
  readonly left: Left;
};

/** Browsers take radio buttons of one name for one choice, so each attribute has a name of its own: `option[0]`. */
function choicesOf({ attribute, values, index, left }: Choices): Html {
  const choices = values.map(
    ({ attribute_value_id: id, attribute_value: value }) =>
      html`<label class="choice" data-colour="${value.toLowerCase()}">
<input type="radio" name="option[${index}]" value="${id}" required${isGone(id, left) && html` disabled`}><span>${value}</span></label>`,
  );
  return html`<fieldset><legend>${attribute}</legend><div class="choices">${choices}</div></fieldset>`;
}

function isGone(valueId: number, { in_stock, combinations }: Left): boolean {
  if (combinations.length === 0) return in_stock === "no";
  return combinations
    .filter(({ attribute_value_ids }) => attribute_value_ids.includes(valueId))
    .every((combination) => combination.in_stock === "no");
}
