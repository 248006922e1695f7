import { diceFor, type Dice } from "./dice.ts";
import { nameFrom, textFrom, type Vocabulary } from "./vocabulary.ts";

/** What a product depends on, besides its number. */
export type ProductOptions = {
  readonly seed: number;
  readonly products: number;
  readonly words: Vocabulary;
  readonly pictures: readonly string[];
};

/** Years in which the catalogue grew. They are fixed, so that the same seed makes the same rows on any day. */
const years = { from: Date.UTC(2021, 0, 1), to: Date.UTC(2026, 0, 1) } as const;

const endings = [0, 50, 90, 95, 99];

export const categoriesOfProduct = 10;

/** Yields products with ids from `firstId`. */
export function* productRows(options: ProductOptions, firstId: number) {
  const { seed, products, words, pictures } = options;
  const offerOf = makeOffers(options);
  const dice = diceFor(seed, "product");
  for (let number = 0; number < products; number += 1) {
    const own = dice(number);
    const picture = own.pick(pictures);
    yield {
      product_id: firstId + number,
      ...offerOf(number),
      description: textFrom(own, words, [2, 4]),
      image: `${picture}.webp`,
      image_2: `${picture}-2.webp`,
      thumbnail: `${picture}-thumbnail.webp`,
      display: displayOf(own),
      created_at: momentAt((number + own.next()) / products),
    };
  }
}

/**
 * Returns a function that makes a product's name and price, as an order shows them, from its number, counted from 0.
 */
export function makeOffers({ seed, words }: ProductOptions) {
  const dice = diceFor(seed, "offer");
  return (number: number) => {
    const own = dice(number);
    const price = priceOf(own);
    return {
      name: nameFrom(own, words, own.between(2, 4)),
      price_cents: price,
      discounted_price_cents: discountOf(own, price),
    };
  };
}

/** Returns the moment at this part (0 to 1) of the years. */
export function momentAt(part: number): Date {
  return new Date(years.from + Math.floor(part * (years.to - years.from)));
}

/**
 * Returns a function that chooses ten different categories: eight of the product's own department, the others of any.
 * Some departments and categories hold more products than others.
 */
export function makeCategoryChoice({ seed }: ProductOptions, departments: number, categories: number) {
  const dice = diceFor(seed, "places");
  const each = categories / departments;
  return (number: number): Set<number> => {
    const own = dice(number);
    const skewed = (limit: number): number => Math.floor(limit * own.next() ** 1.25);
    const home = skewed(departments);
    const chosen = new Set<number>();
    while (chosen.size < categoriesOfProduct - 2) chosen.add(skewed(each) * departments + home);
    while (chosen.size < categoriesOfProduct) chosen.add(skewed(categories));
    return chosen;
  };
}

/** Returns a function that chooses two or three adjacent values of each attribute, as with sizes. */
export function makeValueChoice<Value>({ seed }: ProductOptions, attributes: readonly (readonly Value[])[]) {
  const dice = diceFor(seed, "values");
  return (number: number): Value[][] => {
    const own = dice(number);
    return attributes.map((values) => {
      const count = Math.min(values.length, own.between(2, 3));
      const first = own.between(0, values.length - count);
      return values.slice(first, first + count);
    });
  };
}

function priceOf(dice: Dice): number {
  const units = 4 + Math.floor(96 * dice.next() ** 2);
  return (dice.next() < 0.05 ? units * 10 : units) * 100 + dice.pick(endings);
}

/** A quarter of the products have a discount. */
function discountOf(dice: Dice, price: number): number | null {
  return dice.next() < 0.25 ? Math.round(price * (0.5 + 0.45 * dice.next())) : null;
}

/** Where a product is featured: nowhere, on the front page, in its department, on both. Few products are. */
function displayOf(dice: Dice): number {
  const part = dice.next();
  return part < 0.92 ? 0 : part < 0.95 ? 1 : part < 0.99 ? 2 : 3;
}
