import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runCommand } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop();
let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), "selvedge-synonyms-"))));
after(() => rm(folder, { recursive: true, force: true }));

const npmRunSynonyms = (...asked: string[]) => runCommand(shop().url, "synonyms", ...asked);
const found = async (words: string): Promise<number[]> => {
  const reply = await shop().app.inject(`/products/search?${new URLSearchParams({ query_string: words }).toString()}`);
  return (reply.json() as { rows: { product_id: number }[] }).rows.map(({ product_id }) => product_id);
};
const fileOf = async (content: string | Buffer): Promise<string> => {
  const file = join(folder, "words.txt");
  await writeFile(file, content);
  return file;
};
const stored = () => shop().sql("select term, means from search_synonym order by term, means");

test("a file's words take the place of those before, on servers that run", async () => {
  assert.deepEqual(await found("squid"), []);
  assert.equal((await found("xmas")).length, 11);
  const file = await fileOf("\uFEFF# of the sea\r\nsquid, kraken , octopus\r\n\r\nnight bird, owl\r\n");
  const said = await npmRunSynonyms(file);
  assert.deepEqual(said, { code: 0, out: "Search knows 2 lines of them from now on.\n", err: "" });
  await until(async () => (await found("squid")).length === 2, 5000, "what was kept is dropped");
  assert.deepEqual(await found("squid"), await found("octopus"));
  assert.deepEqual(await found("krakens"), await found("octopus"));
  assert.deepEqual(await found("night bird"), [51, ...(await found("night bird")).slice(1)]);
  assert.deepEqual(await found("xmas"), []);
  assert.equal((await stored()).length, 8);
});

test("what stands before > finds what stands behind it, and is not found by that", async () => {
  const kept = "squid, kraken, octopus\nnight bird, owl\n";
  const { code, out } = await npmRunSynonyms(await fileOf(`${kept}sea beast, monster > octopus, whale\n`));
  assert.deepEqual([code, out], [0, "Search knows 3 lines of them from now on.\n"]);
  await until(async () => (await found("monster")).length === 3, 5000, "what was kept is dropped");
  assert.deepEqual(new Set(await found("sea beast")), new Set(await found("monsters")));
  assert.deepEqual(await found("whale"), [54]);
  assert.equal((await npmRunSynonyms(await fileOf(kept))).code, 0);
});

test("what is there is listed", async () => {
  const { code, out } = await npmRunSynonyms();
  assert.deepEqual([code, out.split("\n")[0]], [0, "kraken = octopus, squid"]);
});

test("a file with a faulty line changes nothing and is told of by its line", async () => {
  const kept = await stored();
  for (const [content, fault] of [
    ["owl, night bird\nalone\n", /^Line 2 names no two words: alone/],
    [`owl, ${"x".repeat(101)}`, /^Line 1: "x+" is no word, or longer than 100 letters/],
    ["owl, !!!", /^Line 1: "!!!" is no word/],
    ["bird >", /^Line 1 names no two words: bird >/],
    ["> owl", /^Line 1 names no two words: > owl/],
    ["bird > owl > tawny", /^Line 1 names no two words: bird > owl > tawny/],
  ] as const) {
    const { code, err } = await npmRunSynonyms(await fileOf(content));
    assert.equal(code, 2);
    assert.match(err, fault);
  }
  for (const [content, fault] of [
    ["", /words\.txt holds no words\. To leave none: --none\nUsage/],
    ["# nothing\n", /words\.txt holds no words/],
    [Buffer.from("café, bar", "latin1"), /words\.txt is no text: save it as UTF-8\.\nUsage/],
    [Buffer.from("owl, night bird", "utf16le"), /words\.txt is no text/],
  ] as const) {
    const { code, err } = await npmRunSynonyms(await fileOf(content));
    assert.equal(code, 2);
    assert.match(err, fault);
  }
  assert.equal((await npmRunSynonyms(join(folder, "nowhere.txt"))).code, 2);
  assert.deepEqual(await stored(), kept);
});

test("--none leaves none", async () => {
  assert.equal((await npmRunSynonyms("--none")).code, 0);
  assert.deepEqual(await stored(), []);
  assert.equal((await npmRunSynonyms()).out, "There are none.\n");
});
