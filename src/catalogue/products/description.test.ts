import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";
import { cutDescription } from "./description.ts";

const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
const flag = "\u{1f1eb}\u{1f1f7}";
const wave = "\u{1f44b}\u{1f3fd}";
const accented = "e\u0301";

const cases: readonly [about: string, text: string, length: number, cut: string][] = [
  ["one character too long", "abcdef", 5, "abcde..."],
  ["exactly as long", "abcde", 5, "abcde"],
  ["shorter", "abc", 5, "abc"],
  ["empty", "", 1, ""],
  ["pairs of surrogates as long as allowed", "\u{1f980}\u{1f980}", 2, "\u{1f980}\u{1f980}"],
  ["a pair at the edge", "a\u{1f980}b", 2, "a\u{1f980}..."],
  ["a pair after the edge", "ab\u{1f980}", 2, "ab..."],
  ["a mark after the edge", `ab${accented}f`, 3, "ab..."],
  ["a mark before the edge", `a${accented}f`, 3, `a${accented}...`],
  ["a family at the edge", `a${family}b`, 3, "a..."],
  ["a family before the edge", `a${family}b`, 6, `a${family}...`],
  ["a flag at the edge", `ab${flag}c`, 3, "ab..."],
  ["two flags", `${flag}${flag}c`, 2, `${flag}...`],
  ["a skin tone at the edge", `ab${wave}c`, 3, "ab..."],
  ["a unit longer than all that is allowed", `${family}b`, 1, "..."],
];
for (const [about, text, length, cut] of cases)
  test(`a description is cut to whole characters: ${about}`, () => assert.equal(cutDescription(text, length), cut));

const shop = testShop({
  async prepare({ sql }) {
    const text = `${"x".repeat(199)}\u{1f980}`;
    await sql(
      "insert into product (product_id, name, description, price_cents) values (500, 'Exactly', $1, 100), (501, 'Longer', $2, 100)",
      [text, `${text}y`],
    );
  },
});

test("200 characters are shown whole, 201 are cut, in every list; the product itself shows all", async () => {
  const described = async (url: string) => {
    const answer = (await shop().app.inject(url)).json();
    return (answer.rows ?? [answer].flat()).map(({ description }: { description: string }) => description);
  };
  const text = `${"x".repeat(199)}\u{1f980}`;
  assert.deepEqual((await described("/products?page=6")).slice(0, 3), [
    (await described("/products/101"))[0].slice(0, 200) + "...",
    text,
    `${text}...`,
  ]);
  assert.deepEqual(await described("/products/501"), [`${text}y`]);
  assert.deepEqual(await described("/products/501/details"), [`${text}y`]);
  assert.deepEqual(await described("/products/search?query_string=longer&sort=newest&description_length=199&limit=1"), [
    `${"x".repeat(199)}...`,
  ]);
});

test("a length that is none is refused", async () => {
  for (const length of ["0", "-1", "1.5", "many", "1e9", "NaN", "9".repeat(30)]) {
    const reply = await shop().app.inject(`/products?description_length=${length}`);
    assert.deepEqual([reply.statusCode, reply.json().error?.field], [400, "description_length"], length);
  }
});
