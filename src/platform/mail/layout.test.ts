import assert from "node:assert/strict";
import { test } from "node:test";
import { asHtml as htmlOf, asText as textOf } from "./layout.ts";
import type { Letter } from "./letter.ts";
import { trialLetter } from "../../../test/support/fakes/post.ts";

const asText = (letter: Letter) => textOf(letter, "Warp & Weft");
const asHtml = (letter: Letter) => htmlOf(letter, "Warp & Weft");

test("the text says everything, in columns, with the address in full", () => {
  assert.equal(
    asText(trialLetter()),
    `Thank you, Ada.

  Chartres Cathedral, M, 2 pieces  $33.90
  Shipping                         $20.00
  ---------------------------------------
  Total                            $53.90

See the order:
https://shop.example.com/orders/17?a=1&b=2

You need not answer.

-- 
Warp & Weft
`,
  );
});

test("the HTML says everything too, and loads nothing from elsewhere", () => {
  const html = asHtml(trialLetter());
  for (const said of [
    "Thank you, Ada.",
    "Chartres Cathedral, M, 2 pieces",
    "$53.90",
    "See the order",
    "You need not answer.",
  ])
    assert.ok(html.includes(said), said);
  assert.match(html, />Warp &amp; Weft<\/p>/);
  assert.ok(html.includes('href="https://shop.example.com/orders/17?a=1&amp;b=2"'));
  assert.doesNotMatch(html, /<(img|script|link|iframe)|@import|url\(/i);
});

test("nothing that a buyer or a product is called becomes HTML", () => {
  const evil = `<img src=x onerror="alert(1)">'&`;
  const html = asHtml({
    to: { name: evil, address: "a@example.com" },
    subject: evil,
    parts: [
      { text: evil },
      { note: evil },
      { rows: [[evil, evil]], sum: [evil, evil] },
      { button: evil, url: `https://example.com/?q=${evil}` },
    ],
  });
  const told = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;";
  assert.equal(html.split(told).length - 1, 8);
  assert.doesNotMatch(html, /<img|onerror="/);
});

test("a link leads to the web and nowhere else", () => {
  const urls = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com", "no address"];
  for (const url of urls) {
    const letter = trialLetter({ parts: [{ button: "Go", url }] });
    assert.throws(() => asHtml(letter), TypeError, url);
    assert.throws(() => asText(letter), TypeError, url);
  }
});

test("a letter without lines to list is a letter", () => {
  assert.equal(
    asText(trialLetter({ parts: [{ rows: [] }, { text: "one", lines: ["two"] }] })),
    "\n\none\ntwo\n\n-- \nWarp & Weft\n",
  );
  assert.ok(asHtml(trialLetter({ parts: [{ text: "one", lines: ["two"] }] })).includes("one<br>two"));
});

test("every value stands on one line: none writes a passage of its own", () => {
  const evil = "Shirt\r\n\r\nYour account is locked.\u2028\u0085Call us:\tnow";
  const told = "Shirt Your account is locked. Call us: now";
  const letter = trialLetter({
    parts: [
      { text: evil, lines: [evil] },
      { note: evil },
      { rows: [[evil, evil]], sum: [evil, evil] },
      { button: evil, url: "https://shop.example.com/" },
    ],
  });
  const lines = asText(letter).split("\n");
  assert.deepEqual(lines.slice(0, 5), [told, told, "", told, ""]);
  assert.deepEqual([lines[5], lines[7]], Array(2).fill(`  ${told}  ${told}`));
  assert.equal(lines[9], `${told}:`);
  assert.equal(lines.length, 15);
  assert.equal(asHtml(letter).split(told).length - 1, 8);
  assert.doesNotMatch(asHtml(letter), /Shirt[\r\n\u2028\u0085]/);
});
