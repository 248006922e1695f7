import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { contentsOf, emptyDatabase } from "../../test/support/databases/empty-database.ts";
import { runCommandWith } from "../../test/support/servers/command.ts";
import { startProgram } from "../../test/support/servers/program.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge export "));
  await chmod(folder, 0o755);
  await mkdir(join(folder, "data", "pictures"), { recursive: true });
  await writeFile(join(folder, "data", "pictures", "own.png"), "own");
});
after(() => rm(folder, { recursive: true, force: true }));

/** Returns an address that names a host at which nobody answers before the real one. */
const behindAnother = (url: string): string => {
  const several = url.replace(/@([^/,]+)\//, "@127.0.0.1:1,$1/");
  assert.notEqual(several, url);
  return several;
};

const secrets = {
  STRIPE_SECRET_KEY: "sk_test_of_the_shop",
  STRIPE_WEBHOOK_SECRET: "whsec_of_the_shop",
  SMTP_URL: "smtp://user:pass-of-mail@mail.example:587",
  JWT_SECRET: "a-key-of-the-shop-that-nobody-may-see",
  OTEL_EXPORTER_OTLP_HEADERS: "x-key=key-of-the-receiver",
  DATABASE_READ_URLS: "postgres://127.0.0.1:9/shop?user=reader&password=pass-of-reader",
  REDIS_URL: "redis+sentinel://127.0.0.1:9/shop?sentinel_password=pass-of-sentinels",
};

test("a shop is exported while it sells, and goes on elsewhere with every order placed before", async () => {
  const file = join(folder, "shop.tar.zst");
  const ask = askingApp(shop().app);
  const buyer = await newBuyer(ask);
  const placed = [await placedOrder(buyer), await placedOrder(buyer)];
  let isDone = false;
  const selling = (async () => {
    while (!isDone) await placedOrder(await newBuyer(ask));
  })();
  const settings = { DATA_DIR: join(folder, "data"), SHOP_NAME: "Loom & Co", ...secrets };
  const exported = await runCommandWith(settings, shop().url, "export", file);
  isDone = true;
  await selling;
  assert.equal(exported.code, 0, exported.err);
  assert.match(exported.out, /^Exported \d+ tables, [\d ]+ rows and 1 picture to .*shop\.tar\.zst \([\d.]+ MB\) in/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const packed = zstdDecompressSync(await readFile(file)).toString("latin1");
  for (const [name, value] of Object.entries({ ...secrets, DATABASE_URL: shop().url })) {
    assert.ok(!packed.includes(value), `${name} is in the archive`);
    assert.match(packed, new RegExp(`# Set too, and secret, so not here: .*\\b${name}\\b`));
  }

  const target = await emptyDatabase();
  try {
    const elsewhere = { DATA_DIR: join(folder, "elsewhere") };
    const restored = await runCommandWith(elsewhere, target.url, "restore", file);
    assert.equal(restored.code, 0, restored.err);
    assert.match(restored.out, /^Restored \d+ tables, [\d ]+ rows and 1 picture as of .*\nSHOP_NAME="Loom & Co"\n/s);
    assert.equal(await readFile(join(folder, "elsewhere", "pictures", "own.png"), "utf8"), "own");
    const moved = await openShopOn(target.url, { RATE_LIMIT: "off" });
    try {
      for (const order of placed) {
        const headers = { "user-key": buyer.token };
        const reply = await moved.app.inject({ url: `/orders/${order}`, headers });
        assert.equal(reply.statusCode, 200, reply.body);
      }
      const [{ last } = { last: 0 }] = await moved.sql("select max(order_id)::int as last from customer_order");
      assert.ok((await placedOrder(await newBuyer(askingApp(moved.app)))) > Number(last));
    } finally {
      await moved.close();
    }
    const again = await runCommandWith(elsewhere, target.url, "restore", file);
    assert.deepEqual([again.code, again.out], [1, ""]);
    assert.match(again.err, /^\nThe database holds a shop already .*nothing is overwritten/);
  } finally {
    await target.drop();
  }
});

test("what cannot be restored is refused before a database is made for it", async () => {
  const [dataDir, file] = [join(folder, "not made"), join(folder, "half.tar.zst")];
  await writeFile(file, (await readFile(join(folder, "shop.tar.zst"))).subarray(0, 20_000));
  const { code, out, err } = await runCommandWith({ DATA_DIR: dataDir }, "", "restore", file);
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /^\nThe archive .*half\.tar\.zst cannot be used: .* Nothing was changed\.\n$/);
  await assert.rejects(stat(dataDir), { code: "ENOENT" });
  for (const command of ["export", "restore", "move"]) {
    const wrong = await runCommandWith({}, "", command);
    assert.deepEqual([wrong.code, wrong.out], [2, ""]);
    assert.match(wrong.err, new RegExp(`^One .*is needed\\.\nUsage: npm run ${command} -- `));
  }
});

test("an archive becomes an embedded database, and that moves to a server of one's own", async () => {
  const dataDir = join(folder, "embedded");
  const restored = await runCommandWith({ DATA_DIR: dataDir }, "", "restore", join(folder, "shop.tar.zst"));
  assert.equal(restored.code, 0, restored.err);
  const target = await emptyDatabase();
  try {
    const several = behindAnother(target.url);
    const moved = await runCommandWith({ DATA_DIR: dataDir }, "", "move", several);
    assert.equal(moved.code, 0, moved.err);
    const address = several.replace(/(:\/\/[^:@]+:)[^@]+@/, "$1PASSWORD@");
    assert.match(moved.out, /^Moved \d+ tables and [\d ]+ rows, each table counted and compared, in /);
    assert.ok(moved.out.includes(`\nDATABASE_URL=${address}\n`), moved.out);
    const origin = await emptyDatabase();
    try {
      const third = { DATA_DIR: join(folder, "third"), DATABASE_MIGRATE_URL: behindAnother(origin.url) };
      const filled = await runCommandWith(third, origin.url, "restore", join(folder, "shop.tar.zst"));
      assert.equal(filled.code, 0, filled.err);
      assert.deepEqual(await contentsOf(target.url), await contentsOf(origin.url));
    } finally {
      await origin.drop();
    }
    const again = await runCommandWith({ DATA_DIR: dataDir }, "", "move", target.url);
    assert.deepEqual([again.code, again.out], [1, ""]);
    assert.match(again.err, /^\nThe database holds a shop already/);
  } finally {
    await target.drop();
  }
});

test("a shop is not moved while it runs, nor from elsewhere, nor to what is no address", async () => {
  const none = await runCommandWith({ DATA_DIR: join(folder, "none") }, "", "move", shop().url);
  assert.match(none.err, /^\nThere is no shop in .*none; set DATA_DIR or DATABASE_URL\.\n$/);
  const set = await runCommandWith({}, shop().url, "move", shop().url);
  assert.match(set.err, /^\nDATABASE_URL is set, so this shop is not in the embedded database\./);
  const wrong = await runCommandWith({ DATA_DIR: join(folder, "embedded") }, "", "move", "mysql://u@h/d");
  assert.match(wrong.err, /^\nDATABASE_URL is not usable: it must be an address like postgres:/);
  const program = await startProgram({ DATA_DIR: join(folder, "embedded") });
  const running = await runCommandWith({ DATA_DIR: join(folder, "embedded") }, "", "move", shop().url);
  await program.end("SIGINT");
  assert.match(running.err, /^\nSelvedge is already running with this database/);
  for (const { code, out } of [none, set, wrong, running]) assert.deepEqual([code, out], [1, ""]);
});
