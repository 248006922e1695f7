import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { EmbeddedRefusal } from "./index.ts";
import { ask, trialShop } from "../../../test/support/embedded-postgres/trial.ts";

const mount = (...parameters: string[]) => spawnSync("mount", parameters, { encoding: "utf8" });

/** Returns whether this process has the capability to mount (CAP_SYS_ADMIN, bit 21). */
const mayMount = () => {
  const [, granted = "0"] = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return (BigInt(`0x${granted}`) & (1n << 21n)) !== 0n;
};

/** Mounts a small disk in memory; only root can, and some containers forbid even that. */
const smallDisk = (context: TestContext, size: string) => {
  const shop = trialShop(context);
  const disk = join(shop.folder, "small disk");
  mkdirSync(disk);
  const { status, stderr } = mount("-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", disk);
  if (status !== 0) {
    const reason = `no small disk can be mounted here: ${stderr.trim()}`;
    if (process.env["CI"] === "true" && mayMount()) throw new Error(reason);
    context.skip(reason);
    return undefined;
  }
  shop.atEnd(() => spawnSync("umount", ["-l", disk]));
  return { ...shop, disk, dataDir: join(disk, "data") };
};

const refusedWith = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof EmbeddedRefusal, String((error as Error).stack));
  assert.match(error.message, pattern);
  assert.doesNotMatch(error.message, /\n|ENOSPC|EROFS|EACCES| at .*:\d+/);
  return true;
};

const isFull = /The disk that holds .*small disk.* is full.*Nothing stored is lost: free some space/;

describe("disks that fail the database", { concurrency: 3 }, () => {
  test("a disk too small for the first start is told in words, and nothing half made stays", async (context) => {
    const shop = smallDisk(context, "20m");
    if (!shop) return;
    await assert.rejects(shop.start({ dataDir: shop.dataDir }), refusedWith(isFull));
    assert.equal(mount("-o", "remount,size=200m", shop.disk).status, 0);
    const { created } = await shop.start({ dataDir: shop.dataDir });
    assert.equal(created, true);
  });

  test("a disk that has filled up is told at the next start, and all is there once it has room", async (context) => {
    const shop = smallDisk(context, "100m");
    if (!shop) return;
    const { url, stop } = await shop.start({ dataDir: shop.dataDir });
    await ask(url, "create table kept as select 1 as one");
    await stop();
    const filler = join(shop.disk, "filler");
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"]);
    await assert.rejects(shop.start({ dataDir: shop.dataDir }), refusedWith(isFull));
    rmSync(filler);
    const again = await shop.start({ dataDir: shop.dataDir });
    assert.deepEqual(await ask(again.url, "select one from kept"), [{ one: 1 }]);
  });

  test("a disk that fills up under a running database loses no committed row", async (context) => {
    const shop = smallDisk(context, "100m");
    if (!shop) return;
    const { url, stop } = await shop.start({ dataDir: shop.dataDir });
    await ask(url, "create table kept (number int)");
    await ask(url, "insert into kept select generate_series(1, 1000)");
    const filler = join(shop.disk, "filler");
    spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"]);
    await assert.rejects(
      ask(url, "create table large as select repeat(md5(n::text), 100) from generate_series(1, 100000) n"),
    );
    await stop();
    rmSync(filler);
    const again = await shop.start({ dataDir: shop.dataDir });
    assert.deepEqual(await ask(again.url, "select count(*)::int from kept"), [{ count: 1000 }]);
  });

  test("a disk that can only be read is told, at the first start and at a later one", async (context) => {
    const shop = smallDisk(context, "100m");
    if (!shop) return;
    const readOnly = /small disk.* is on a disk that can only be read.*set DATA_DIR/;
    mount("-o", "remount,ro", shop.disk);
    await assert.rejects(shop.start({ dataDir: shop.dataDir }), refusedWith(readOnly));
    mount("-o", "remount,rw", shop.disk);
    const { stop } = await shop.start({ dataDir: shop.dataDir });
    await stop();
    mount("-o", "remount,ro", shop.disk);
    await assert.rejects(shop.start({ dataDir: shop.dataDir }), refusedWith(readOnly));
  });

  test("a file in the way of the data folder is told", async (context) => {
    const shop = trialShop(context);
    writeFileSync(join(shop.folder, "file"), "");
    await assert.rejects(
      shop.start({ dataDir: join(shop.folder, "file") }),
      refusedWith(/a file of that name is in the way/),
    );
    await assert.rejects(
      shop.start({ dataDir: join(shop.folder, "file", "data") }),
      refusedWith(/a file of that name is in the way/),
    );
  });
});
