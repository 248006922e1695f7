import assert from "node:assert/strict";
import { test } from "node:test";
import { lexiconOf } from "./read-attributes.ts";
import { variantKeyOf, keyWithoutNote, variantKey } from "./resolve-variant.ts";

const choices = (attribute_name: string, from: number, values: readonly string[]) =>
  values.map((attribute_value, index) => ({ attribute_name, attribute_value_id: from + index, attribute_value }));

const shirt = lexiconOf([
  ...choices("Size", 1, ["S", "M", "L", "XL", "XXL"]),
  ...choices("Color", 6, ["White", "Black", "Red", "Orange", "Yellow", "Green", "Blue", "Indigo", "Purple"]),
]);
const known = (text: string) => variantKey(text, shirt);
const isUnknown = (text: string) => known(text).startsWith("?");

test("one choice has one form, however it is written", () => {
  const spellings = [
    "LG, red",
    "L,Red",
    "red L",
    "  RED ;  large ",
    "Size: L, Color: Red",
    "size=l&color=red",
    '{"size":"L","color":"Red"}',
    '{"Color":"red","Size":"Large"}',
    '{ "s": "LRG", "c": ["Red"] }',
    '["Red", "L"]',
    '"L / red"',
    String.raw`"{\"size\":\"L\",\"color\":\"Red\"}"`,
    String.raw`{"size":"\u004c","color":"Re\u0064"}`,
    '[{"attribute_name":"Size","attribute_value_id":3,"attribute_value":"L"},{"attribute_name":"Color","attribute_value_id":8,"attribute_value":"Red"}]',
    "size: 'L', color: 'Red'",
    "{size: L, color: Red}",
    "L-Red",
    "Large (L), red",
    "Ｌ, Ｒｅｄ",
  ];
  for (const text of spellings) assert.equal(known(text), "3,8", text);
});

test("what is said beside known values is part of what is bought", () => {
  const apart = [
    "M, White",
    "M, White, engrave: Anna",
    "M, White, engrave: Bob",
    "M, White, engrave: ANNA",
    "M, White, engrave: Anna!",
    "M, White, engrave: White",
    "M, White, engrave: M",
    "M, White, gift",
    "M, White 🎁",
    "M, White ♥",
    "M, White, 2",
    '{"size":"M","color":"White","note":"Anna"}',
    '{"size":"M","color":"White","note":"Bob"}',
    '{"size":"M","color":"White","note":"White"}',
    '{"size":"M","color":"White","gift":true}',
    '{"size":"M","color":"White","gift":false}',
    '{"size":"M","color":"White","options":{"ribbon":"red one"}}',
    '["M","White","Anna"]',
    "XXXXL, White",
    "XXXS, White",
    '{"size":"XXXXL","color":"White"}',
    '{"size":"XXXS","color":"White"}',
    '{"front":"White","back":"M"}',
    '{"back":"White","front":"M"}',
    "engrave: Anna",
    "Engrave: Anna",
  ];
  const forms = apart.map(known);
  assert.deepEqual(
    apart.filter((_, index) => forms.indexOf(forms[index]!) !== index),
    [],
  );
  for (const text of apart) assert.ok(known(text).length <= 200, text);
  assert.equal(known("white m  engrave:  Anna "), known("M, White, engrave: Anna"));
  assert.equal(
    known('{"color":"white","note":"Anna","size":"md"}'),
    known('{"size":"M","color":"White","note":"Anna"}'),
  );
  assert.equal(known('{"size":"M","color":"White","note":""}'), known("M, White"), "an empty field says nothing");
  assert.deepEqual(
    ["M, White", "M, White, engrave: Anna", '{"size":"M","color":"White","note":"White"}', "engrave: Anna"].map(
      (text) => keyWithoutNote(known(text)).slice(0, 3),
    ),
    ["2,6", "2,6", "2,6", known("engrave: Anna").slice(0, 3)],
  );
});

test("part of a choice is a choice", () => {
  assert.equal(known("M"), "2");
  assert.equal(known("color: , size: XL"), "4");
  assert.equal(known("White"), "6");
});

test("sizes are known by their usual abbreviations", () => {
  const sizes: [known: string, spellings: string[]][] = [
    ["1", ["S", "s", "SM", "Small", "sml"]],
    ["2", ["M", "MED", "Medium", "md"]],
    ["3", ["L", "LG", "Large", "lrg"]],
    ["4", ["XL", "XLG", "Extra Large", "x-large", "X Large", "xlarge", "extra-large"]],
    ["5", ["XXL", "2XL", "2xl", "XX-Large", "extra extra large", "xxlarge"]],
  ];
  for (const [form, spellings] of sizes)
    for (const text of spellings) assert.equal(known(`${text}, Blue`), `${form},12`, text);
});

test("two values of one attribute, or none at all, name nothing", () => {
  for (const text of [
    "S, M",
    "red or blue, L",
    '{"size":["S","M"]}',
    "color: , size: ",
    "3XL",
    "men's",
    "T-shirt",
    "",
    "null",
    "{}",
    "[]",
    "[object Object]",
    "crimson",
    "✓",
  ])
    assert.ok(isUnknown(text), text);
});

test("what names nothing keeps its own form, spaces around it aside", () => {
  assert.equal(known(" Crimson "), known("Crimson"));
  assert.equal(known("Color: , Size:"), known(" COLOR: , SIZE: "), "labels alone");
  assert.notEqual(known("crimson"), known("scarlet"));
  assert.notEqual(known("S, M"), known("S, L"));
  assert.ok(known("x".repeat(1000)).length <= 200);
});

test("longer names are read before shorter ones, and accents do not matter", () => {
  const paint = lexiconOf(choices("Paint", 20, ["Blue", "Dark Blue", "Café au lait", "Très dark blue"]));
  assert.deepEqual(
    ["blue", "dark-blue", "cafe AU lait", "CAFÉ AU LAIT", "tres Dark Blue"].map((text) => variantKey(text, paint)),
    ["20", "21", "22", "22", "23"],
  );
});

test("a name of the shop's own goes before a usual abbreviation", () => {
  const rope = lexiconOf([...choices("Length", 30, ["M", "Medium", "LG"]), ...choices("Colour", 40, ["Large print"])]);
  assert.equal(variantKey("m", rope), "30");
  assert.equal(variantKey("MEDIUM", rope), "31");
  assert.ok(variantKey("med", rope).startsWith("?"));
  assert.equal(variantKey("L", rope), "32");
});

test("a word that two attributes know is no choice", () => {
  const fruit = lexiconOf([...choices("Color", 1, ["Orange"]), ...choices("Flavour", 2, ["Orange", "Lime"])]);
  assert.ok(variantKey("orange", fruit).startsWith("?"));
  assert.equal(variantKey("lime", fruit), "3");
});

test("text that was made to be slow is read at once", () => {
  const hostile = [
    "[".repeat(1000),
    "red ".repeat(250),
    '{"a":'.repeat(200),
    "'".repeat(1000),
    "a'".repeat(500),
    "\u0301".repeat(1000),
    "extra ".repeat(166),
  ];
  const begin = performance.now();
  for (const text of hostile) variantKey(text, shirt);
  assert.ok(performance.now() - begin < 200);
  assert.equal(variantKey("red ".repeat(250), shirt), "8");
});

test("values beyond any number of attributes still fit their column", () => {
  const many = lexiconOf(
    Array.from({ length: 60 }, (_, index) => ({
      attribute_name: `A${index}`,
      attribute_value_id: 9_000_000_000 + index,
      attribute_value: `v${index}`,
    })),
  );
  assert.ok(variantKey(Array.from({ length: 60 }, (_, index) => `v${index}`).join(" "), many).length <= 200);
});

test("a combination is its values in the order of their numbers", () => {
  assert.equal(variantKeyOf([12, 3, 3]), "3,12");
  assert.equal(variantKeyOf([]), "");
});
