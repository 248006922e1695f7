import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { fallbackFolder } from "./data-folder.ts";
import { layCheckout, makeCheckoutMold } from "../../../test/support/embedded-postgres/checkout.ts";
import { ask, type Trial, trialShop } from "../../../test/support/embedded-postgres/trial.ts";

const isRoot = process.getuid?.() === 0;
const forRoot = { skip: isRoot ? false : "only root can run a database as another user" };
const nobody = (() => {
  const [, , uid, gid] = /^nobody:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  return isRoot
    ? { uid: Number(uid), gid: Number(gid) }
    : { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
})();

const shelteredNames = () => (existsSync(fallbackFolder) ? readdirSync(fallbackFolder) : []);

const mold = mkdtempSync(join(tmpdir(), "selvedge-mold-"));
const shelteredBefore = shelteredNames();
const laid = new Set<string>();
before(() => {
  chmodSync(mold, 0o755);
  makeCheckoutMold(mold);
});
after(() => {
  rmSync(mold, { recursive: true, force: true });
  for (const folder of laid) rmSync(folder, { recursive: true, force: true });
});

/** A shop in a home closed to others; what its starts create in the shelter is removed at the end. */
const closedShop = (context: TestContext) => {
  const shop = trialShop(context);
  const home = join(shop.folder, "closed home");
  mkdirSync(home, { mode: 0o700 });
  const run: typeof shop.run = async (...start) => {
    const trial = await shop.run(...start);
    const [, copied] = /were copied to ([^,]+),/.exec(trial.notes?.join("\n") ?? "") ?? [];
    for (const folder of [trial.dataFolder, copied]) if (folder?.startsWith(`${fallbackFolder}/`)) laid.add(folder);
    return trial;
  };
  return { ...shop, run, home, dataDir: join(home, "my shop", ".selvedge") };
};

const end = async ({ program, ended }: Trial) => {
  program.kill("SIGTERM");
  await ended;
};

const ownerOfProcess = (pid: number) => statSync(`/proc/${pid}`).uid;

describe("the place of the database", { concurrency: 3 }, () => {
  test("under a closed home root keeps the data where PostgreSQL's user can enter", forRoot, async (context) => {
    const { run, dataDir } = closedShop(context);
    const first = await run({}, { dataDir });
    assert.equal(first.refusal, undefined);
    assert.match(first.dataFolder, /^\/var\/lib\/selvedge\/my-shop-[0-9a-f]{8}$/);
    assert.equal(readlinkSync(join(dataDir, "database")), first.dataFolder);
    assert.ok(
      first.notes.some(
        (note) => note.includes(`The database is kept in ${first.dataFolder}`) && note.includes("leads there"),
      ),
    );
    assert.equal(statSync(first.dataFolder).mode & 0o777, 0o700);
    assert.notEqual(ownerOfProcess(first.postmaster), 0);
    await ask(first.url, "create table kept as select 1 as one");
    const { refusal } = await run({}, { dataDir });
    assert.match(refusal ?? "started", /already running/);
    await end(first);
    const second = await run({}, { dataDir });
    assert.equal(second.dataFolder, first.dataFolder);
    assert.deepEqual(await ask(second.url, "select one from kept"), [{ one: 1 }]);
  });

  test("a checkout that others cannot enter works for root: programs are copied once", forRoot, async (context) => {
    const { run, home, dataDir } = closedShop(context);
    const checkout = layCheckout(mold, join(home, "my shop"), { uid: 0, gid: 0 });
    for (const name of readdirSync(join(checkout.native, "lib")))
      if (lstatSync(join(checkout.native, "lib", name)).isSymbolicLink()) rmSync(join(checkout.native, "lib", name));
    const hadCopy = shelteredBefore.some((name) => name.startsWith("postgresql-"));
    const first = await run(checkout, { dataDir });
    assert.equal(first.refusal, undefined);
    assert.equal(
      first.notes.some((note) => note.startsWith("PostgreSQL's programs were copied to /var/lib/selvedge/postgresql-")),
      !hadCopy,
    );
    assert.match(
      realpathSync(`/proc/${first.postmaster}/exe`),
      /^\/var\/lib\/selvedge\/postgresql-[^/]+\/native\/bin\/postgres$/,
    );
    assert.deepEqual(await ask(first.url, "select 1 as one"), [{ one: 1 }]);
    await end(first);
    const second = await run(checkout, { dataDir });
    assert.deepEqual(second.notes, [], "a later start copies nothing");
  });

  test("an ordinary user's closed checkout needs nothing copied or moved", async (context) => {
    const { run, home } = closedShop(context);
    const checkout = layCheckout(mold, join(home, "my shop"), nobody);
    if (isRoot) chownSync(home, nobody.uid, nobody.gid);
    const dataDir = join(home, "my shop", ".selvedge");
    const trial = await run({ ...checkout, ...(isRoot ? nobody : {}) }, { dataDir });
    assert.equal(trial.refusal, undefined);
    assert.equal(trial.dataFolder, join(dataDir, "database"));
    assert.equal(lstatSync(join(dataDir, "database")).isDirectory(), true);
    assert.equal(ownerOfProcess(trial.postmaster), nobody.uid);
    assert.equal(statSync(join(dataDir, "password")).uid, nobody.uid);
    assert.equal(statSync(join(dataDir, "password")).mode & 0o777, 0o600);
    assert.equal(realpathSync(`/proc/${trial.postmaster}/exe`), join(checkout.native, "bin", "postgres"));
    await end(trial);
  });

  test(
    "root in another user's folder runs the database as that user, who can start it alone later",
    forRoot,
    async (context) => {
      const { run, home, dataDir } = closedShop(context);
      const checkout = layCheckout(mold, join(home, "my shop"), nobody);
      chownSync(home, nobody.uid, nobody.gid);
      const first = await run(checkout, { dataDir });
      assert.equal(first.refusal, undefined);
      assert.equal(first.dataFolder, join(dataDir, "database"));
      assert.equal(ownerOfProcess(first.postmaster), nobody.uid);
      await ask(first.url, "create table kept as select 1 as one");
      await end(first);
      const second = await run({ ...checkout, ...nobody }, { dataDir });
      assert.deepEqual(await ask(second.url, "select one from kept"), [{ one: 1 }]);
    },
  );

  test(
    "a data folder deleted by its owner begins an empty shop; the old database is named",
    forRoot,
    async (context) => {
      const { run, dataDir } = closedShop(context);
      const first = await run({}, { dataDir });
      await end(first);
      rmSync(dataDir, { recursive: true });
      const second = await run({}, { dataDir });
      assert.equal(second.created, true);
      assert.equal(second.dataFolder, `${first.dataFolder}-2`);
      assert.ok(
        second.notes.some((note) =>
          note.includes(`An earlier database of this folder is still in ${first.dataFolder}`),
        ),
      );
      assert.ok(existsSync(join(first.dataFolder, "cluster", "PG_VERSION")));
    },
  );

  test(
    "a copy of a data folder whose database is sheltered is told that it has none of its own",
    forRoot,
    async (context) => {
      const { run, home, dataDir } = closedShop(context);
      const first = await run({}, { dataDir });
      assert.equal(readFileSync(join(first.dataFolder, "data-dir"), "utf8"), `${dataDir}\n`);
      await end(first);
      const copy = join(home, "copy");
      cpSync(dataDir, copy, { recursive: true, verbatimSymlinks: true });
      const { refusal } = await run({}, { dataDir: copy });
      assert.match(
        refusal ?? "started",
        /copy\/database is a link to the database of the shop in .*my shop\/\.selvedge; this folder is a copy .*copy its database too/,
      );
      assert.equal(readFileSync(join(first.dataFolder, "data-dir"), "utf8"), `${dataDir}\n`);

      const second = `${first.dataFolder}-copied`;
      laid.add(second);
      assert.equal(spawnSync("cp", ["-a", first.dataFolder, second]).status, 0);
      rmSync(join(copy, "database"));
      symlinkSync(second, join(copy, "database"));
      const copied = await run({}, { dataDir: copy });
      assert.deepEqual([copied.refusal, copied.dataFolder, copied.created], [undefined, second, false]);
      const original = await run({}, { dataDir });
      assert.deepEqual([original.refusal, original.dataFolder, original.created], [undefined, first.dataFolder, false]);
    },
  );

  test("a data folder that was moved takes its sheltered database along", forRoot, async (context) => {
    const { run, home, dataDir } = closedShop(context);
    const first = await run({}, { dataDir });
    await end(first);
    const moved = join(home, "moved");
    renameSync(dataDir, moved);
    const second = await run({}, { dataDir: moved });
    assert.deepEqual([second.refusal, second.dataFolder, second.created], [undefined, first.dataFolder, false]);
    assert.equal(readFileSync(join(first.dataFolder, "data-dir"), "utf8"), `${moved}\n`);
  });

  test("a link whose database is gone is told, not papered over with an empty shop", forRoot, async (context) => {
    const { run, dataDir } = closedShop(context);
    const first = await run({}, { dataDir });
    await end(first);
    rmSync(first.dataFolder, { recursive: true });
    const { refusal } = await run({}, { dataDir });
    assert.match(
      refusal ?? "started",
      /was kept in \/var\/lib\/selvedge\/.*, which is gone.*Bring that folder back, or delete the link/,
    );
  });

  test("a folder closed after the first start is told", forRoot, async (context) => {
    const { run, folder, dataDir } = trialShop(context);
    await end(await run());
    chmodSync(folder, 0o700);
    const { refusal } = await run({}, { dataDir });
    assert.match(refusal ?? "started", /can no longer enter that folder.*chmod o\+x/);
  });

  test("a database of another user is told, with the way out", forRoot, async (context) => {
    const { run, folder } = trialShop(context);
    const checkout = layCheckout(mold, join(folder, "open checkout"), { uid: 0, gid: 0 });
    const first = await run(checkout);
    await end(first);
    chownSync(join(folder, "data"), nobody.uid, nobody.gid);
    chmodSync(first.dataFolder, 0o755);
    chownSync(join(first.dataFolder, "cluster"), 1, 1);
    const { refusal } = await run({ ...checkout, ...nobody });
    assert.match(refusal ?? "started", /belongs to the user with number 1, but would run as nobody.*chown -R nobody/);
  });

  test("a user without a name is told that PostgreSQL needs one", forRoot, async (context) => {
    const { run, folder } = trialShop(context);
    const checkout = layCheckout(mold, join(folder, "open checkout"), { uid: 0, gid: 0 });
    chmodSync(folder, 0o777);
    const { refusal } = await run({ ...checkout, uid: 54_321, gid: 54_321 });
    assert.match(refusal ?? "started", /cannot run as user 54321.*knows no name/);
  });

  test("a folder in which this user may not write is told", async (context) => {
    const { run, folder } = trialShop(context);
    const checkout = layCheckout(mold, join(folder, "open checkout"), nobody);
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const { refusal } = await run({ ...checkout, ...(isRoot ? nobody : {}) }, { dataDir: join(closed, "data") });
    assert.match(refusal ?? "started", /^This user may not read and write everything in .*closed\/data/);
  });
});
