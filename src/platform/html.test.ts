import assert from "node:assert/strict";
import { test } from "node:test";
import { dataBlock, html, type Piece } from "./html.ts";

const hostile = `<script>alert("1")</script> & 'x' "y"`;
const harmless = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &quot;y&quot;";

test("a text is escaped, as content and within an attribute in either kind of quotes", () => {
  assert.equal(html`<p>${hostile}</p>`.markup, `<p>${harmless}</p>`);
  assert.equal(html`<a title="${hostile}">`.markup, `<a title="${harmless}">`);
  assert.equal(html`<a title='${hostile}'>`.markup, `<a title='${harmless}'>`);
  assert.equal(html`${"&amp;"}`.markup, "&amp;amp;", "what looks escaped is text, too");
});

test("markup of the tag is embedded as it is, alone and in lists of any depth", () => {
  const name = html`<b>${"Warp & Weft"}</b>`;
  assert.equal(html`<p>${name}</p>`.markup, "<p><b>Warp &amp; Weft</b></p>");
  assert.equal(
    html`<ul>
${[name, [html`<li>${1}</li>`, "<li>"]]}</ul>`.markup,
    "<ul>\n<b>Warp &amp; Weft</b><li>1</li>&lt;li&gt;</ul>",
  );
});

test("a condition that does not hold leaves nothing, and a zero is a number", () => {
  assert.equal(html`[${false}${null}${undefined}${[]}${""}${0}${-1.5}]`.markup, "[0-1.5]");
});

test("an object that only looks like markup is no markup", () => {
  const forged = JSON.parse(`{"markup": "<script>"}`) as Piece;
  assert.doesNotMatch(html`${forged}`.markup, /<script>/);
  const list = JSON.parse(`["<i>", ["<b>"]]`) as Piece;
  assert.equal(html`${list}`.markup, "&lt;i&gt;&lt;b&gt;");
});

test("every character of ASCII survives the way into a page and back", () => {
  const all = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
  const back: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
  const { markup } = html`${all}`;
  assert.doesNotMatch(markup, /[<>"']/);
  assert.equal(
    markup.replaceAll(/&([^;]+);/g, (_, name: string) => back[name] ?? "?"),
    all,
  );
});

test("a block of data cannot be ended from within, and is the same value when it is read", () => {
  const value = { name: "</script><!-- <script>", list: [hostile, null, 1] };
  const { markup } = dataBlock("application/ld+json", value);
  const [, inside = ""] = /^<script type="application\/ld\+json">(.*)<\/script>$/s.exec(markup) ?? [];
  assert.doesNotMatch(inside, /</);
  assert.deepEqual(JSON.parse(inside), value);
});
