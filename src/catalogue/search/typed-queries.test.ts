import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../../test/support/databases/sample.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

/**
 * Products in Japanese, Thai and Chinese without spaces, one spelt in two ways, and with values that only some products
 * have.
 */
const added = `
  insert into product (product_id, name, description, price_cents) values
    (801, '東京の夜', '高い塔と2024年の雨。', 1000), (802, 'กาแฟเย็น', 'กาแฟ', 1000),
    (803, 'Zebra Finch Cage', 'For birds.', 1000), (804, 'Zebrafinch', 'A bird.', 1000),
    (805, 'Plain Quokka', 'Small.', 1000), (806, 'Striped Quokka', 'Large.', 1000), (807, 'Quokka with Two Geese', 'Knives out.', 1000);
  insert into attribute_value (attribute_value_id, attribute_id, value) values (901, 2, 'Turquoise'), (902, 1, '5XL');
  insert into product_attribute (product_id, attribute_value_id) values (805, 901), (806, 902), (804, 901);
  insert into department (department_id, name) values (90, 'Cloakroom');
  insert into category (category_id, department_id, name) values (91, 90, 'Wolves');
  insert into product_category (product_id, category_id, effective_price_cents) values (806, 91, 1000);
  insert into search_word (word) select distinct lexeme from product,
    unnest(to_tsvector('shop_words', searchable(name || ' ' || description))) where product_id > 800 on conflict do nothing`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(added)) });

type Found = { count: number; rows: { product_id: number }[]; matched?: string; corrected_to?: string };
const search = async (words: string, more = ""): Promise<Found> => {
  const url = `/products/search?${new URLSearchParams({ query_string: words, limit: "100" }).toString()}${more}`;
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200, `${words}: ${reply.body}`);
  return reply.json();
};
const numbers = async (words: string, more = ""): Promise<number[]> =>
  (await search(words, more)).rows.map(({ product_id }) => product_id);
const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
const findsTheSame = async (...spellings: string[]): Promise<number[]> => {
  const [first = "", ...others] = spellings;
  const found = sorted(await numbers(first));
  for (const other of others) assert.deepEqual(sorted(await numbers(other)), found, `${other} as ${first}`);
  return found;
};

test("a word is the same together, apart and hyphenated, whichever way it is written in the shop", async () => {
  assert.deepEqual(await findsTheSame("hedgehog", "hedge hog", "hedge-hog", "Hedge  Hog"), [53]);
  assert.deepEqual(await findsTheSame("zebrafinch", "zebra finch", "zebra-finch"), [803, 804]);
  assert.deepEqual(await findsTheSame("eight-armed", "eightarmed", "eight armed"), [34, 55]);
  assert.deepEqual(await findsTheSame("fleur de lys", "fleur-de-lys", "fleurdelys"), [5]);
});

test("a word is the same in its possessive and its plural, irregular ones too", async () => {
  await findsTheSame("cupid", "cupid's", "cupids", "cupid’s");
  await findsTheSame("mouse", "mice", "mouse's");
  await findsTheSame("leaf", "leaves");
  await findsTheSame("goose", "geese");
  await findsTheSame("knife", "knives");
  assert.deepEqual(await findsTheSame("wolf", "wolves", "wolf's"), [806]);
});

test("names of departments, categories and values find products, after those that say the word", async () => {
  assert.deepEqual(await numbers("cloakroom"), [806]);
  assert.deepEqual(await numbers("turquoise quokka"), [805]);
  assert.deepEqual(await numbers("quokka 5xl"), [806]);
  assert.deepEqual(await numbers("turquoise"), [804, 805]);
  const christmas = await numbers("Christmas");
  const inChristmas = products
    .filter(({ category_ids }) => category_ids.includes(6))
    .map(({ product_id }) => product_id);
  assert.deepEqual(sorted(christmas), inChristmas);
  assert.equal(christmas[0], 83);
});

test("words that nearly every product or no name has exclude nothing and are not reported", async () => {
  for (const words of ["fox XL", "red fox", "fox t-shirt", "mens fox shirt", "a fox for the shirt"]) {
    const found = await search(words, "&description_length=20");
    assert.deepEqual(found.rows.map(({ product_id }) => product_id)[0], 52, words);
    assert.equal(found.count, (await search("fox")).count, words);
  }
  assert.equal((await search("fox XL")).matched, undefined);
});

test("when no product has all words those with most of them are found, and the reply says so", async () => {
  const three = await search("tawny owl penguin");
  assert.deepEqual([three.matched, three.rows.map(({ product_id }) => product_id)], ["some_words", [51]]);
  const unknown = await search("owl for kids");
  assert.deepEqual([unknown.matched, unknown.rows.map(({ product_id }) => product_id)], ["some_words", [51]]);
  assert.deepEqual(await search("tawny owl penguin", "&all_words=on"), { count: 0, rows: [] });
  assert.deepEqual(await search("owl for kids", "&all_words=on"), { count: 0, rows: [] });
});

test("a page further on, by number and by cursor, is of the same search", async () => {
  const whole = await numbers("heart fox");
  const reply = await shop().app.inject("/products/search?query_string=heart+fox&limit=2");
  const { next_cursor } = reply.json() as { next_cursor: string };
  const next = await shop().app.inject(`/products/search?query_string=heart+fox&limit=2&cursor=${next_cursor}`);
  assert.deepEqual(
    [...reply.json().rows, ...next.json().rows].map(({ product_id }: { product_id: number }) => product_id),
    whole.slice(0, 4),
  );
});

test("what is misspelt is corrected, by its stem, and the reply says to what", async () => {
  for (const [typed, meant, id] of [
    ["hedgehgo", "hedgehog", 53],
    ["tawmy owl", "tawny owl", 51],
    ["gondolla", "gondola", 19],
    ["snial", "snail", 56],
    ["dandilions", "dandelion", 76],
  ] as const) {
    const found = await search(typed);
    assert.equal(found.corrected_to, meant, typed);
    assert.ok(
      found.rows.some(({ product_id }) => product_id === id),
      typed,
    );
  }
  assert.equal((await search("hedgehog")).corrected_to, undefined);
});

test("short words are not corrected, and none to a little word", async () => {
  for (const word of ["owk", "golf", "gift", "thre", "horse", "cookie"])
    assert.equal((await search(word)).corrected_to, undefined, word);
  assert.deepEqual(await search("golf"), { count: 0, rows: [] });
});

test("a word that is only begun, in two or three letters, is one of names", async () => {
  assert.deepEqual(await numbers("car"), [32]);
});

test("a search of values and unknown words finds everything that has the values", async () => {
  for (const words of ["blue t-shirt", "orange shirt", "shirt in blue", "black t shirt medium", "white tshirt xl"]) {
    const found = await search(words, "&description_length=20");
    assert.deepEqual([found.count, found.matched], [101, undefined], words);
  }
});

test("little words alone answer no search, and are not required beside others", async () => {
  for (const words of ["gift for dad", "a present for my wife", "under $15"])
    assert.deepEqual(await search(words), { count: 0, rows: [] }, words);
  const dog = await search("something with a dog");
  assert.deepEqual([dog.rows.map(({ product_id }) => product_id), dog.matched], [await numbers("dog"), undefined]);
  assert.ok((await search("with")).count > 0);
});

test("what was guessed counts less than what was typed", async () => {
  const found = await search("cat lover");
  assert.equal(found.corrected_to, "cat love");
  assert.deepEqual(sorted(found.rows.map(({ product_id }) => product_id).slice(0, 2)), [12, 62]);
});

test("a synonym is known in its irregular plural, spelt in one word, and misspelt", async () => {
  await findsTheSame("cactus", "cacti");
  await findsTheSame("ladybug", "lady bug", "lady-bugs");
  const pizza = await search("pizzza");
  assert.deepEqual([pizza.corrected_to, pizza.rows.map(({ product_id }) => product_id)], ["pizza", [27]]);
});

test("a wider word finds what the narrower ones find, and is not found by them", async () => {
  assert.deepEqual(
    sorted(await numbers("birds")).filter((id) => id < 800),
    [9, 10, 20, 23, 38, 51, 59, 60, 61, 64, 68, 83, 94],
  );
  assert.deepEqual(await numbers("owl"), [51]);
});

test("synonyms of the shop find the same, and in a shop without them each word is its own", async () => {
  await findsTheSame("christmas", "xmas", "x-mas");
  await findsTheSame("bicycle", "bike", "bikes");
  await findsTheSame("t-shirt", "tee", "tshirt", "shirt", "tees");
  await findsTheSame("sausage dog", "dachshund");
});

test("scripts without blanks are found by any part", async () => {
  for (const word of ["夜", "東京", "京の", "東京の夜", "塔", "2024"])
    assert.deepEqual(await numbers(word), [801], word);
  assert.deepEqual(await numbers("กาแฟ"), [802]);
  assert.deepEqual(await numbers("เย็น"), [802]);
  assert.deepEqual(await numbers("夜東"), []);
});

test("the product that bears the word in its name comes first", async () => {
  for (const [word, id] of [
    ["whale", 54],
    ["pizza", 27],
    ["olive", 30],
    ["violin", 33],
  ] as const)
    assert.equal((await numbers(word))[0], id, word);
});

test("words of more places than one statement asks for are answered all the same", async () => {
  const words =
    "christmas valentine's french italian irish animal flower regional nature seasonal red blue XL medium fox owl";
  assert.ok((await search(words)).count > 0);
  assert.equal((await search(words, "&all_words=on")).count, 0);
  assert.ok((await search(words, "&all_words=off")).count > 50);
});
