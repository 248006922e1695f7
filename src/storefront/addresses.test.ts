import assert from "node:assert/strict";
import { test } from "node:test";
import { idIn, partOf, paths, withQuery } from "./addresses.ts";

const slug = (name: string) => partOf({ id: 7, name });

test("a name becomes lower-case words with hyphens, of any script and of bounded length", () => {
  assert.equal(slug("Seine River Barge"), "7-seine-river-barge");
  assert.equal(slug("  Crème brûlée & Co. — N°5 "), "7-creme-brulee-co-n-5");
  assert.equal(slug("Valentine's / Day"), "7-valentines-day");
  assert.equal(slug("茶色のシャツ"), "7-茶色のシャツ");
  assert.equal(slug("हिन्दी"), "7-हिन्दी");
  assert.equal(slug("…"), "7");
  assert.equal(slug("a".repeat(500)), `7-${"a".repeat(30)}`);
  assert.equal(slug("word ".repeat(100)), `7-${"word-".repeat(12).slice(0, -1)}`);
  assert.equal(slug("👕".repeat(100)), "7");
});

test("an address is of plain characters, and its number is found in it", () => {
  const path = paths.product({ id: 7, name: 'カップ <b>"' });
  assert.equal(path, `/shop/products/7-${encodeURIComponent("カップ")}-b`);
  assert.match(path, /^[\w%/-]+$/);
  for (const [part, id] of [
    ["7", 7],
    ["7-", 7],
    ["7-anything", 7],
    ["07-x", 7],
    ["7x", undefined],
    ["-7", undefined],
    ["x-7", undefined],
    ["", undefined],
    ["9".repeat(16), undefined],
  ] as const)
    assert.equal(idIn(part), id, part);
});

test("a query leaves out what is empty, repeats lists, and is encoded", () => {
  assert.equal(withQuery("/shop/search", {}), "/shop/search");
  assert.equal(withQuery("/shop/search", { q: "", page: undefined, value: [] }), "/shop/search");
  assert.equal(
    withQuery("/shop/search", { q: "a&b c", value: [1, 2], page: 3 }),
    "/shop/search?q=a%26b+c&value=1&value=2&page=3",
  );
});
