import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test, afterEach } from "node:test";
import type { Reader } from "../platform/database/database.ts";
import { copyPicture, isPicture } from "./copy-picture.ts";
import { picturesRemark, requirePictures } from "./pictures.ts";

let folder: string;
let from: string;
let to: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-pictures-"));
  [from, to] = [join(folder, "old"), join(folder, "shop", "pictures")];
  await mkdir(join(from, "thumbs"), { recursive: true });
  for (const name of ["owl.gif", "kite.jpg", "thumbs/owl.gif", "cafe\u0301.png", "page.html", ".hidden.gif"])
    await writeFile(join(from, name), `the picture ${name}`);
  await writeFile(join(folder, "outside.gif"), "nobody's");
  await symlink(join(folder, "outside.gif"), join(from, "link.gif"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Returns a reader of a shop with one product for each of these pictures. */
const naming = (...names: string[]): Reader =>
  ({
    all: async ({ values }: { values: unknown[] }) =>
      names
        .map((image, index) => ({ product_id: index + 1, image, image_2: null, thumbnail: null }))
        .slice(Number(values[0])),
  }) as unknown as Reader;

test("a name that leads elsewhere, or to no picture, names none", () => {
  for (const name of ["owl.gif", "thumbs/owl.GIF", "two owls (1).webp", "café.png"]) assert.ok(isPicture(name), name);
  for (const name of [
    "../outside.gif",
    "thumbs/../../outside.gif",
    "/etc/passwd.gif",
    "C:\\owl.gif",
    "c:owl.gif",
    ".hidden.gif",
    "thumbs/.hidden.gif",
    "page.html",
    "owl.gif.php",
    "owl",
    "",
    "owl\u0000.gif",
    "thumbs//owl.gif",
  ])
    assert.ok(!isPicture(name), name);
});

test("what products name is copied, and nothing else; a second time nothing is", async () => {
  const shop = naming(
    "owl.gif",
    "owl.gif",
    "thumbs/owl.gif",
    "caf\u00e9.png",
    "../outside.gif",
    "page.html",
    "link.gif",
    "no.gif",
  );
  assert.equal(
    await picturesRemark(shop, { from, to }, false),
    `Products name 7 pictures; 3 of them are in ${from}: 3 were copied to ${to}, 0 were there already. Not found: ../outside.gif, page.html, link.gif, no.gif.`,
  );
  assert.deepEqual((await readdir(to, { recursive: true })).toSorted(), [
    "caf\u00e9.png",
    "owl.gif",
    "thumbs",
    "thumbs/owl.gif",
  ]);
  assert.equal(await readFile(join(to, "thumbs/owl.gif"), "utf8"), "the picture thumbs/owl.gif");
  assert.match(await picturesRemark(shop, { from, to }, false), /: 0 were copied to .*, 3 were there already\. /);
});

test("a file that is there is not written over, whatever it is", async () => {
  await mkdir(join(to, "kite.jpg"), { recursive: true });
  await writeFile(join(to, "owl.gif"), "the shop's own");
  assert.deepEqual(
    [await copyPicture(from, to, "owl.gif"), await copyPicture(from, to, "kite.jpg")],
    ["differs", "differs"],
  );
  assert.equal(await readFile(join(to, "owl.gif"), "utf8"), "the shop's own");
  assert.match(
    await picturesRemark(naming("owl.gif"), { from, to }, false),
    /1 picture; 1 of them .*: 0 were copied to .*, 0 were there already, 1 stay there as they were, with another content\.$/,
  );
});

test("a dry run copies nothing; without a folder the remark says how pictures come along", async () => {
  const shop = naming("owl.gif", "no.gif");
  assert.equal(
    await picturesRemark(shop, { from, to }, true),
    `Products name 2 pictures; 1 of them are in ${from}, and would be copied to ${to}. Not found: no.gif.`,
  );
  assert.equal(
    await picturesRemark(shop, { from: undefined, to }, false),
    `Products name 2 pictures; 0 of them are in ${to}. --pictures <folder> copies the older shop's there. Not found: owl.gif, no.gif.`,
  );
  await assert.rejects(readdir(to), { code: "ENOENT" });
  assert.equal(
    await picturesRemark(naming("owl.gif"), { from: undefined, to: from }, false),
    `Products name 1 picture; 1 of them are in ${from}.`,
  );
  await assert.rejects(requirePictures({ from: join(folder, "nowhere") }), /There is no folder .*nowhere/);
  await requirePictures({ from });
});
