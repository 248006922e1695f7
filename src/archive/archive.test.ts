import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, before, test } from "node:test";
import { createWriteStream } from "node:fs";
import { pathToFileURL } from "node:url";
import { createZstdCompress } from "node:zlib";
import { placements } from "../../migrations/placement.ts";
import { contentsOf, emptyDatabase, runOn, type EmptyDatabase } from "../../test/support/databases/empty-database.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import { migrate, migrationsFolder } from "../platform/database/migrate.ts";
import { exportShop, restoreShop, verifyArchive } from "./index.ts";
import { readArchive } from "./read-archive.ts";
import { tarOf, type Member } from "./write-tar.ts";

const tables = Object.keys(placements).filter((name) => name !== "schema_migration");
const longName = `${"long ".repeat(30)}Größe, 尺寸.png`;

let folder: string;
let pictures: string;
let archive: string;
let shop: { readonly url: string; drop(): Promise<void> };
let target: EmptyDatabase;

const exported = (url: string, file: string, names = tables) =>
  exportShop({ url, file, tables: names, pictures, settings: "CURRENCY=EUR\n", version: "0.0.0" });

/** Writes an archive anew with one of its files changed. */
const rewritten = async (name: string, change: (path: string, text: Buffer) => Buffer): Promise<string> => {
  const file = join(folder, name);
  async function* members(): AsyncGenerator<Member> {
    for await (const { path, content } of readArchive(archive)) {
      const text = change(path, Buffer.concat(await Array.fromAsync(content)));
      yield { path, bytes: text.length, content: [text] };
    }
  }
  await pipeline(Readable.from(tarOf(members(), new Date())), createZstdCompress(), createWriteStream(file));
  return file;
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-archive-"));
  pictures = join(folder, "pictures");
  await mkdir(join(pictures, "inner"), { recursive: true });
  await writeFile(join(pictures, longName), "a picture");
  await writeFile(join(pictures, "inner", "empty.gif"), "");
  await writeFile(join(pictures, ".hidden"), "no picture");
  shop = await cloneDatabase("sample");
  await runOn(
    shop.url,
    String.raw`insert into shop_secret (name, secret) values ('odd', decode(repeat('00ff0a0d5c', 8), 'hex'));
      insert into import_reject values ('orders', E'tab\tline\nback\\slash\rend', E'\\N', false, '{"name": "Ünï ''q'' \\n"}', now(), null)`,
  );
  archive = join(folder, "shop.tar.zst");
  await exported(shop.url, archive);
  target = await emptyDatabase();
});
after(async () => {
  await Promise.all([shop.drop(), target.drop()]);
  await rm(folder, { recursive: true, force: true });
});

test("an archive fills an empty database with every row, number and picture", async () => {
  const database = await emptyDatabase();
  try {
    const elsewhere = join(folder, "restored pictures");
    const verified = await verifyArchive(archive, elsewhere);
    assert.equal(verified.settings, "CURRENCY=EUR\n");
    const restored = await restoreShop(verified, { url: database.url, pictures: elsewhere });
    const expected = await contentsOf(shop.url);
    assert.deepEqual(await contentsOf(database.url), expected);
    assert.ok(Object.keys(expected).length > 50);
    assert.equal(restored.tables, tables.length);
    assert.equal(restored.pictures, 2);
    assert.equal(await readFile(join(elsewhere, longName), "utf8"), "a picture");
    assert.deepEqual((await readdir(elsewhere)).toSorted(), ["inner", longName].toSorted());
    assert.equal((await stat(join(elsewhere, "inner", "empty.gif"))).size, 0);
    const [schema, again] = await Promise.all(
      [shop.url, database.url].map((url) => runOn(url, "select number, checksum from schema_migration order by 1")),
    );
    assert.deepEqual(again, schema);
  } finally {
    await database.drop();
  }
});

test("a file that exists is not overwritten, and one that cannot be written leaves nothing", async () => {
  const before = await readFile(archive);
  await assert.rejects(exported(shop.url, archive), /shop\.tar\.zst exists already/);
  assert.ok((await readFile(archive)).equals(before));
  await assert.rejects(exported(shop.url, join(folder, "nowhere", "a.zst")), /The archive cannot be written: ENOENT/);
  const others = join(folder, "others.tar.zst");
  await writeFile(`${others}.part`, "another's", { mode: 0o666 });
  await assert.rejects(exported(shop.url, others), /others\.tar\.zst\.part exists already: another export writes it/);
  assert.equal(await readFile(`${others}.part`, "utf8"), "another's");
  await rm(`${others}.part`);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("an archive that ends too early, or has a changed byte, is refused wherever that is", async () => {
  const whole = await readFile(archive);
  const spoilt = join(folder, "spoilt.tar.zst");
  for (let step = 0; step < 20; step += 1) {
    const at = Math.floor((whole.length * step) / 20);
    await writeFile(spoilt, whole);
    await truncate(spoilt, at);
    await assert.rejects(
      verifyArchive(spoilt, pictures),
      /^Error: The archive .* Nothing was changed\.$/,
      `cut at ${at}`,
    );
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    await writeFile(spoilt, changed);
    await assert.rejects(
      verifyArchive(spoilt, pictures),
      /^Error: The archive .* Nothing was changed\.$/,
      `byte ${at}`,
    );
  }
  await writeFile(spoilt, "no archive");
  await assert.rejects(verifyArchive(spoilt, pictures), /npm run export did not write it/);
  await assert.rejects(verifyArchive(join(folder, "none"), pictures), /ENOENT/);
});

/** Writes an archive of these files, whatever they are. */
const written = async (name: string, members: readonly Member[]): Promise<string> => {
  const file = join(folder, name);
  await pipeline(
    Readable.from(tarOf(Readable.from(members), new Date()), { objectMode: false }),
    createZstdCompress(),
    createWriteStream(file),
  );
  return file;
};

test("an archive that unpacks to more than memory holds is refused, not read", async () => {
  const megabyte = Buffer.alloc(1024 ** 2);
  const count = 520;
  function* zeros(): Generator<Buffer> {
    for (let part = 0; part < count; part += 1) yield megabyte;
  }
  const manifest = { path: "manifest.json", bytes: count * megabyte.length, content: zeros() };
  const long = await written("long.tar.zst", [manifest]);
  assert.ok((await stat(long)).size < 1024 ** 2);
  await assert.rejects(verifyArchive(long, pictures), /^Error: The archive .* manifest\.json in it is too long\./);
  const named = { path: `pictures/${"a".repeat(100_000)}`, bytes: 0, content: [] };
  await assert.rejects(verifyArchive(await written("named.tar.zst", [named]), pictures), /it is damaged/);
});

test("settings from an archive cannot control a terminal", async () => {
  const hostile = Buffer.from("A=1\n\u001b]0;title\u0007B=\u202e2\n");
  const file = await rewritten("controlling.tar.zst", (path, text) => {
    if (path === "settings.env") return hostile;
    if (path !== "manifest.json") return text;
    const manifest = JSON.parse(String(text));
    const listed = manifest.members.find((member: { path: string }) => member.path === "settings.env");
    Object.assign(listed, { bytes: hostile.length, sha256: hash("sha256", hostile) });
    return Buffer.from(JSON.stringify(manifest));
  });
  assert.equal((await verifyArchive(file, pictures)).settings, "A=1\n]0;titleB=2\n");
});

test("a file of an archive that was replaced is refused by its checksum", async () => {
  const file = await rewritten("replaced.tar.zst", (path, text) =>
    path === "tables/product/000001.copy" ? Buffer.from(String(text).replace("e", "E")) : text,
  );
  await assert.rejects(verifyArchive(file, pictures), /tables\/product\/000001\.copy in it is missing or damaged/);
});

test("a table that differs from what was exported leaves the database empty", async () => {
  const file = await rewritten("differs.tar.zst", (path, text) => {
    if (path !== "manifest.json") return text;
    const manifest = JSON.parse(String(text));
    manifest.tables.find(({ name }: { name: string }) => name === "product").checksum = "0".repeat(16);
    return Buffer.from(JSON.stringify(manifest));
  });
  const verified = await verifyArchive(file, pictures);
  await assert.rejects(
    restoreShop(verified, { url: target.url, pictures }),
    /The table product is not as it was: 101 rows/,
  );
  assert.deepEqual(await target.tables(), []);
});

test("an archive of a newer version is refused", async () => {
  const newer = await rewritten("newer.tar.zst", (path, text) =>
    path === "manifest.json"
      ? Buffer.from(String(text).replace(/"number": 38,\s*"name": "0038/, '"number": 9038, "name": "9038'))
      : text,
  );
  await assert.rejects(verifyArchive(newer, pictures), /made by a newer version of Selvedge, with migration 9038/);
});

test("a database that holds a shop is refused and stays as it is", async () => {
  const other = await cloneDatabase("empty");
  try {
    const before = await contentsOf(other.url);
    const verified = await verifyArchive(archive, pictures);
    await assert.rejects(
      restoreShop(verified, { url: other.url, pictures }),
      /holds a shop already .*nothing is overwritten/,
    );
    assert.deepEqual(await contentsOf(other.url), before);
  } finally {
    await other.drop();
  }
});

test("a picture of another content under the same name is refused before anything is done", async () => {
  const elsewhere = join(folder, "other pictures");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, longName), "b picture");
  await assert.rejects(verifyArchive(archive, elsewhere), /is another picture than the archive's/);
});

test("an archive of an older version is loaded as it was and brought up to date", async () => {
  const older = join(folder, "migrations");
  await cp(migrationsFolder, older, { recursive: true });
  const files = (await readdir(older)).filter((name) => /^\d{4}_/.test(name)).toSorted();
  for (const name of files.slice(-3)) await rm(join(older, name));
  const [source, database] = await Promise.all([emptyDatabase(), emptyDatabase()]);
  try {
    await migrate(source.url, { folder: pathToFileURL(`${older}/`) });
    await runOn(source.url, "insert into tax (tax_type, tax_basis_points) values ('Old tax', 825)");
    const file = join(folder, "older.tar.zst");
    await exported(
      source.url,
      file,
      (await source.tables()).filter((name) => name !== "schema_migration"),
    );
    const { tables: loaded } = await restoreShop(await verifyArchive(file, pictures), { url: database.url, pictures });
    assert.ok(loaded > 40);
    assert.deepEqual((await migrate(database.url)).applied, []);
    assert.deepEqual(await runOn(database.url, "select tax_type, tax_basis_points from tax"), [
      { tax_type: "Old tax", tax_basis_points: 825 },
    ]);
  } finally {
    await Promise.all([source.drop(), database.drop()]);
  }
});
