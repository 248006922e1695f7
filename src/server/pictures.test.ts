import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openShopOn, testShop, type TestShop } from "../../test/support/shop.ts";
import { products } from "../../test/support/sample.ts";
import { samplePictures } from "./sample.ts";

const shop = testShop();
const url = "/images/products/tawny-owl.webp";

test("a picture is served whole, for good, to pages of any origin", async () => {
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.rawPayload, await readFile(new URL("tawny-owl.webp", samplePictures)));
  assert.equal(reply.headers["content-type"], "image/webp");
  assert.equal(reply.headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(reply.headers["cross-origin-resource-policy"], "cross-origin");
  assert.equal(reply.headers["x-content-type-options"], "nosniff");
});

test("a client that has a picture gets 304, one that asks for a part gets it", async () => {
  const { headers } = await shop().app.inject(url);
  const again = await shop().app.inject({ url, headers: { "if-none-match": String(headers["etag"]) } });
  assert.deepEqual([again.statusCode, again.body], [304, ""]);
  const part = await shop().app.inject({ url, headers: { range: "bytes=0-3" } });
  assert.deepEqual([part.statusCode, part.body], [206, "RIFF"]);
  const beyond = await shop().app.inject({ url, headers: { range: "bytes=99999999-" } });
  assert.equal(beyond.statusCode, 416);
});

test("every product's three pictures are there", async () => {
  const missing: string[] = [];
  for (const { product_id } of products) {
    const { image, image_2, thumbnail } = (await shop().app.inject(`/products/${product_id}`)).json();
    for (const file of [image, image_2, thumbnail]) {
      const { statusCode } = await shop().app.inject({ method: "HEAD", url: `/images/products/${file}` });
      if (statusCode !== 200) missing.push(file);
    }
  }
  assert.deepEqual(missing, []);
});

test("a picture that is not there is not found, and may not be kept", async () => {
  for (const file of ["nothing.webp", "", "tawny-owl", ".hidden"]) {
    const reply = await shop().app.inject(`/images/products/${file}`);
    assert.deepEqual(
      [reply.statusCode, reply.body, reply.headers["cache-control"]],
      [404, '{"message":"Endpoint not found."}', "no-store"],
      file,
    );
  }
});

let folder: string;
let own: TestShop;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-pictures-"));
  await writeFile(join(folder, "tawny-owl.webp"), "mine");
  await writeFile(join(folder, ".secret"), "secret");
});
after(async () => {
  await own?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the shop's own pictures come before the sample's, and hidden files beside them stay hidden", async () => {
  own = await openShopOn(shop().url, { PICTURES_DIR: folder });
  assert.equal((await own.app.inject(url)).body, "mine");
  assert.equal((await own.app.inject("/images/products/sleeping-fox.webp")).statusCode, 200);
  assert.equal((await own.app.inject("/images/products/.secret")).statusCode, 404);
});
