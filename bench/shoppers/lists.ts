import type { Dice } from "../../tools/stress/dice.ts";
import type { Errand } from "./errand.ts";
import type { World } from "./world.ts";

const departments = 3;
const categories = 7;
/** Attribute values of the sample: sizes, then colours. */
const sizes = 5;
const values = 14;
const sorts = ["", "price,ASC", "price,DESC", "name,ASC", "newest,DESC"];
/** Of the words that products' names hold, those that most people search for. */
const popularWords = 20;
const completionShare = 0.2;

/** Returns a list of products: one of a few that everybody sees, or with a selection of the shopper's own. */
export function browse({ dice, anew }: World): Errand {
  return { kind: "list", path: dice.next() < anew.lists ? ownList(dice) : popularList(dice) };
}

/** Returns a search: for a popular word, completed while it is typed, or for two words and a price of one's own. */
export function searchFor({ dice, anew, words }: World): Errand {
  if (dice.next() < anew.searches) {
    const query = new URLSearchParams({
      query_string: `${dice.pick(words)} ${dice.pick(words)}`,
      all_words: "off",
      price_max: anyPrice(dice),
    });
    return { kind: "search", path: `/products/search?${query.toString()}` };
  }
  const word = words[dice.below(Math.min(popularWords, words.length))] ?? "flower";
  const path =
    dice.next() < completionShare
      ? `/products/suggest?query_string=${word.slice(0, 3)}`
      : `/products/search?query_string=${word}`;
  return { kind: "search", path };
}

function popularList(dice: Dice): string {
  const page = dice.pick(["", "&page=2"]);
  return dice.pick([
    `/products?limit=20${page}`,
    `/products/inDepartment/${dice.between(1, departments)}?limit=20${page}`,
    `/products/inCategory/${dice.between(1, categories)}?limit=20`,
    `/products?department_id=${dice.between(1, departments)}&facets=on&limit=20`,
  ]);
}

/** Returns a selection among thousands: department, size, colour, highest price, order. */
function ownList(dice: Dice): string {
  const query = new URLSearchParams({
    limit: "20",
    department_id: String(dice.between(1, departments)),
    attribute_value_id: `${dice.between(1, sizes)},${dice.between(sizes + 1, values)}`,
    price_max: anyPrice(dice),
  });
  const sort = dice.pick(sorts);
  if (sort) query.set("sort", sort);
  if (dice.below(4) === 0) query.set("facets", "on");
  return `/products?${query.toString()}`;
}

/** Returns a price among a thousand, of the sample's dearer half. */
function anyPrice(dice: Dice): string {
  return `${dice.between(15, 24)}.${String(dice.below(100)).padStart(2, "0")}`;
}
