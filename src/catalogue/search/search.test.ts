import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../../test/support/databases/sample.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const added = `insert into product (product_id, name, description, price_cents) values
  (801, 'Zebrafinch', 'A bird.', 1000), (802, 'Bird cage', 'No zebrafinch in it, and no zebrafinch near it, zebrafinch or not.', 1000),
  (803, 'Crème brûlée', 'Sugar, burnt.', 1000), (804, 'Creme de la creme', 'The best.', 1000),
  (805, 'Mixed washing', 'Red/blue, a.b and user@example.com; 3-in-1.', 1000), (806, 'X', 'One letter.', 1000),
  (807, 'Straße', 'A street.', 1000), (808, 'Øresund', 'A strait.', 1000)`;
const learned = `insert into search_word (word) select distinct lexeme from product,
  unnest(to_tsvector('shop_words', searchable(name || ' ' || description))) where product_id > 800 on conflict do nothing`;
const shop = testShop({
  async prepare({ sql }) {
    await sql(added);
    await sql(learned);
  },
});

type Found = {
  count: number;
  matched?: string;
  corrected_to?: string;
  rows: { product_id: number; name: string; description: string }[];
};
const search = async (words: string, more = ""): Promise<Found> => {
  const url = `/products/search?${new URLSearchParams({ query_string: words, limit: "100", description_length: "1000" })}${more}`;
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200, `${words}: ${reply.body}`);
  const found = reply.json() as Found;
  if (found.count <= 100) assert.equal(found.rows.length, found.count);
  return found;
};
const numbers = async (words: string, more = ""): Promise<number[]> =>
  (await search(words, more)).rows.map(({ product_id }) => product_id);
const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
const saying = (word: RegExp): number[] =>
  products.filter(({ name, description }) => word.test(`${name} ${description}`)).map(({ product_id }) => product_id);

test("word forms find each other", async () => {
  const flower = await numbers("flower");
  assert.deepEqual(await numbers("flowers"), flower);
  assert.deepEqual(await numbers("FLOWERING"), flower);
  const inFlower = products.filter(({ category_ids }) => category_ids.includes(5)).map(({ product_id }) => product_id);
  assert.deepEqual(sorted(flower), sorted([...new Set([...saying(/\bflower(s|ing|ed)?\b/i), ...inFlower])]));
  assert.ok(flower.length > 2);
});

test("accents are found with and without, both ways", async () => {
  for (const words of ["creme", "crème", "CRÈME", "cre\u0300me"])
    assert.deepEqual(sorted((await numbers(words)).filter((id) => id > 800)), [803, 804], words);
  assert.deepEqual(await numbers("brulee"), [803]);
  assert.deepEqual(await numbers("strasse"), [807]);
  assert.deepEqual(await numbers("straße"), [807]);
  assert.deepEqual(await numbers("oresund"), [808]);
});

test("the last word may be unfinished, the ones before it not", async () => {
  assert.deepEqual(await numbers("zebrafi"), [801, 802]);
  assert.deepEqual(await numbers("bird zebr"), [802, 801]);
  assert.deepEqual(await numbers("zebrafi cage", "&all_words=on"), []);
  assert.deepEqual(await numbers("tawny ow"), [51]);
});

test("a word in the name counts more than any number in the description", async () => {
  assert.deepEqual(await numbers("zebrafinch"), [801, 802]);
  const birds = await numbers("bird");
  assert.equal(birds[0], 802);
  assert.ok(birds.length > 3 && birds.includes(801));
});

test("short words count, and so do words that are very common", async () => {
  assert.deepEqual(await numbers("x"), [806]);
  assert.deepEqual(
    sorted((await search("in the")).rows.map(({ product_id }) => product_id)).filter((id) => id <= 101),
    saying(/(?=[^]*\bin\b)(?=[^]*\b(the\w*)\b)/i),
  );
});

test("all_words=on needs every word, off any; without it those with most words", async () => {
  const most = await search("owl fox");
  assert.deepEqual([most.matched, sorted(most.rows.map(({ product_id }) => product_id))], ["some_words", [51, 52]]);
  assert.deepEqual((await search("tawny owl")).matched, undefined);
  assert.deepEqual(await numbers("owl fox", "&all_words=on"), []);
  const any = await numbers("owl fox", "&all_words=off");
  assert.deepEqual(sorted(any), sorted([...new Set([...(await numbers("owl")), ...(await numbers("fox"))])]));
  assert.ok(any.includes(51) && any.includes(52));
  assert.deepEqual(await numbers("tawny owl moonlight", "&all_words=on"), [51]);
});

test("one wrong, missing, added or swapped letter still finds, and so do two in longer words", async () => {
  for (const typo of ["zebrafimch", "zebrafich", "zebraffinch", "zebrafnich", "zebrefimch", "zebafich"])
    assert.deepEqual(await numbers(typo), [801, 802], typo);
  assert.equal((await numbers("tawmy owl"))[0], 51);
  assert.equal((await numbers("croisant"))[0], 14);
});

test("in each product's name one letter may be wrong", async () => {
  const missed: string[] = [];
  for (const { name, product_id } of products) {
    const words = name.match(/\p{L}+/gu)!;
    const longest = words.toSorted((a, b) => b.length - a.length)[0]!;
    if (longest.length < 5) continue;
    const typo = `${longest.slice(0, 3)}${longest.slice(4)}`;
    const found = await numbers(words.map((word) => (word === longest ? typo : word)).join(" "));
    if (!found.includes(product_id)) missed.push(`${typo} of ${name}`);
  }
  assert.deepEqual(missed, []);
});

test("each product is found first by its own name", async () => {
  const other: string[] = [];
  for (const { name, product_id } of products) if ((await numbers(name))[0] !== product_id) other.push(name);
  assert.deepEqual(other, []);
});

test("what is no word finds nothing", async () => {
  for (const nothing of [
    "%",
    "(",
    "&",
    "'",
    '"',
    "|",
    "!",
    "<->",
    ":*",
    "\\",
    "--",
    "   ",
    "!!! ???",
    "\u200b",
    "🦀",
    "qqqqqqqqqq",
  ])
    assert.deepEqual(await search(nothing), { count: 0, rows: [] }, nothing);
});

test("operators, quotes and wildcards are taken for what stands between words", async () => {
  for (const words of [
    "tawny & owl",
    "tawny | owl",
    "!tawny owl",
    "(tawny) owl",
    "tawny <-> owl",
    "tawny' owl",
    '"tawny owl"',
    "tawny%owl",
    "tawny\\owl",
    "tawny:* owl",
    "tawny;owl--",
    "tawny\towl\n",
  ])
    assert.deepEqual(await numbers(words), [51], words);
  for (const words of ["red/blue", "a.b", "user@example.com", "3-in-1"])
    assert.deepEqual(
      (await numbers(words)).filter((id) => id > 800),
      [805],
      words,
    );
});

test("the order of what is found is the same each time, on a server that kept nothing too", async () => {
  const first = await numbers("heart");
  await shop().sql("update catalogue_revision set revision = revision");
  for (let again = 0; again < 5; again += 1) assert.deepEqual(await numbers("heart", `&unknown=${again}`), first);
  assert.deepEqual(await numbers("  heart  "), first);
});

test("500 characters are read, more are refused; so is a text with NUL or half a character", async () => {
  assert.deepEqual(await numbers("zebrafinch ".repeat(45)), [801, 802]);
  for (const text of ["x".repeat(501), "flower ".repeat(1500)]) {
    const reply = await shop().app.inject(`/products/search?${new URLSearchParams({ query_string: text })}`);
    assert.deepEqual(
      [reply.statusCode, reply.json().error.code, reply.json().error.field],
      [400, "COM_02", "query_string"],
    );
  }
  const reply = await shop().app.inject("/products/search?query_string=a%00b");
  assert.deepEqual([reply.statusCode, reply.json().error.field], [400, "query_string"]);
});

test("one long word finds nothing and breaks nothing", async () => {
  for (const word of ["x".repeat(500), "é".repeat(400), "ﷺ".repeat(50), "\u{1d538}".repeat(120), "a\u0301".repeat(200)])
    assert.deepEqual(await search(word), { count: 0, rows: [] });
});

const suggest = async (typed: string, more = ""): Promise<string[]> => {
  const reply = await shop().app.inject(`/products/suggest?${new URLSearchParams({ query_string: typed })}${more}`);
  assert.equal(reply.statusCode, 200, reply.body);
  return (reply.json() as { name: string }[]).map(({ name }) => name);
};

test("what is being typed is completed to names; those that begin with it come first", async () => {
  assert.deepEqual(await suggest("taw"), [products[50]!.name]);
  assert.deepEqual(await suggest("  Tawny ow"), [products[50]!.name]);
  assert.deepEqual(await suggest("bird"), ["Bird cage", ...(await suggest("bird")).slice(1)]);
  assert.deepEqual(await suggest("creme"), ["Crème brûlée", "Creme de la creme", products[17]!.name]);
  assert.deepEqual(await suggest("zebrafimch"), ["Zebrafinch"]);
  assert.deepEqual(await suggest("qqqqqqqq"), []);
  assert.deepEqual(await suggest("%('&"), []);
  assert.equal((await suggest("th", "&limit=3")).length, 3);
});
