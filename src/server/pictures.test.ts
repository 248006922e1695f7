import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openShopOn, testShop, type TestShop } from "../../test/support/servers/shop.ts";
import { products } from "../../test/support/databases/sample.ts";
import { samplePictures } from "./sample.ts";

const shop = testShop();
const url = "/images/products/tawny-owl.webp";

test("a picture is served whole, to pages of any origin, and asked for again after an hour", async () => {
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.rawPayload, await readFile(new URL("tawny-owl.webp", samplePictures)));
  assert.equal(reply.headers["content-type"], "image/webp");
  assert.equal(reply.headers["cache-control"], "public, max-age=3600");
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

/** File names with characters that a path may contain plain or encoded, and one that looks encoded already. */
const reserved = ["a+b.webp", "a&b,c;d=e@f$g:h.webp", "x y.webp", "z%2Bz.webp", "what?.webp", "no#1.webp"];
let folder: string;
let own: TestShop;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-pictures-"));
  await writeFile(join(folder, "tawny-owl.webp"), "mine");
  await writeFile(join(folder, ".secret"), "secret");
  for (const name of reserved) await writeFile(join(folder, name), name);
  await writeFile(join(folder, "cafe\u0301.webp"), "apart");
  await writeFile(join(folder, "caf\u00e9-2.webp"), "composed");
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

test("a name is found however its path is encoded, and another's name is not", async () => {
  const get = async (path: string) => {
    const { statusCode, body } = await own.app.inject(`/images/products/${path}`);
    return statusCode === 200 ? body : statusCode;
  };
  for (const name of reserved) assert.equal(await get(encodeURIComponent(name)), name);
  assert.equal(await get("a+b.webp"), "a+b.webp");
  assert.equal(await get("a&b,c;d=e@f$g:h.webp"), "a&b,c;d=e@f$g:h.webp");
  assert.equal(await get("z%2Bz.webp"), 404, "z+z is not z%2Bz");
  assert.equal(await get("/a+b.webp"), "a+b.webp", "a base address that ends in a slash");
  for (const path of ["..%2fshop.json", "%2e%2e/shop.json", "a%00.webp", "..%5cshop.json", "%2esecret"])
    assert.equal(await get(path), 404, path);
});

test("a name with accents is found in either form of Unicode", async () => {
  for (const form of ["NFC", "NFD"] as const) {
    const names = ["caf\u00e9.webp", "caf\u00e9-2.webp"].map((name) => encodeURIComponent(name.normalize(form)));
    const bodies = [];
    for (const name of names) bodies.push((await own.app.inject(`/images/products/${name}`)).body);
    assert.deepEqual(bodies, ["apart", "composed"], form);
  }
});

test("a picture that is replaced under its name has another tag", async () => {
  const path = "/images/products/a+b.webp";
  const { etag } = (await own.app.inject(path)).headers;
  await writeFile(join(folder, "a+b.webp"), "another picture");
  const reply = await own.app.inject({ url: path, headers: { "if-none-match": String(etag) } });
  assert.deepEqual([reply.statusCode, reply.body], [200, "another picture"]);
});
