import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { ask, type Trial, trialShop } from "../../../test/support/embedded-postgres/trial.ts";

/** Whether this process has the capability to mount (CAP_SYS_ADMIN, bit 21). */
const mayMount = (() => {
  if (process.getuid?.() !== 0 || !existsSync("/proc/self/status")) return false;
  const [, granted = "0"] = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return (BigInt(`0x${granted}`) & (1n << 21n)) !== 0n;
})();
const reason = "only root with the right to mount can lay another /etc";

/**
 * A shop on a machine with separate accounts: its programs see a copy of /etc without postgres, which persists from
 * start to start. `asImage` recreates it, as when a container is recreated around its data.
 */
const machine = (context: TestContext, { withTools = true } = {}) => {
  const shop = trialShop(context);
  const etc = join(shop.folder, "etc");
  const lay = () => {
    spawnSync("rm", ["-rf", etc]);
    const { status, stderr } = spawnSync("cp", ["-a", "/etc", etc], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const passwd = join(etc, "passwd");
    writeFileSync(passwd, readFileSync(passwd, "utf8").replaceAll(/^(postgres|selvedge.*?):.*\n/gm, ""));
  };
  lay();
  const nothing = join(shop.folder, "nothing");
  mkdirSync(nothing);
  writeFileSync(join(nothing, "useradd"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const hideTools = ["/usr/sbin/useradd", "/usr/sbin/adduser"]
    .filter((path) => !withTools && existsSync(path))
    .map((path) => `mount --bind "${join(nothing, "useradd")}" "$(readlink -f ${path})" &&`)
    .join(" ");
  const node = join(shop.folder, "node");
  writeFileSync(
    node,
    `#!/bin/sh\nexec unshare --mount sh -c 'mount --bind "${etc}" /etc && ${hideTools} exec "${process.execPath}" "$@"' sh "$@"\n`,
  );
  chmodSync(node, 0o755);
  const accountOf = (name: string) => {
    const [, , uid] =
      new RegExp(`^${name}:.*$`, "m").exec(readFileSync(join(etc, "passwd"), "utf8"))?.[0].split(":") ?? [];
    return uid === undefined ? undefined : Number(uid);
  };
  return { ...shop, run: () => shop.run({ node }), accountOf, asImage: lay };
};

const end = async ({ program, ended }: Trial) => {
  program.kill("SIGTERM");
  await ended;
};

describe(
  "the database's user where root starts it and there is no postgres",
  { skip: mayMount ? false : reason },
  () => {
    test("a system user is made once, owns the database, and is named again on a rebuilt machine", async (context) => {
      const { run, accountOf, asImage } = machine(context);
      const first = await run();
      assert.equal(first.refusal, undefined);
      const uid = accountOf("selvedge");
      assert.ok(uid !== undefined && uid > 0 && uid !== 65_534);
      assert.equal(statSync(join(first.dataFolder, "cluster")).uid, uid);
      assert.equal(statSync(`/proc/${first.postmaster}`).uid, uid);
      assert.match(first.notes.join("\n"), new RegExp(`The user selvedge \\(${uid}\\) was made on this machine`));
      await ask(first.url, "create table kept as select 1 as one");
      await end(first);
      const second = await run();
      assert.deepEqual(second.notes, [], "a later start makes nothing");
      await end(second);

      asImage();
      assert.equal(accountOf("selvedge"), undefined);
      const third = await run();
      assert.equal(third.refusal, undefined);
      assert.equal(accountOf("selvedge"), uid);
      assert.deepEqual(await ask(third.url, "select one from kept"), [{ one: 1 }]);
      await end(third);
    });

    test("a database that is nobody's goes on, and what to do is said; done, it is selvedge's", async (context) => {
      const { run, accountOf } = machine(context);
      const first = await run();
      const uid = accountOf("selvedge");
      await ask(first.url, "create table kept as select 1 as one");
      await end(first);
      spawnSync("chown", ["-R", "nobody", first.dataFolder]);
      const second = await run();
      assert.equal(statSync(`/proc/${second.postmaster}`).uid, 65_534);
      const [, command = ""] =
        /stop Selvedge, then: useradd --system selvedge; (chown -R selvedge ".*")$/m.exec(second.notes.join("\n")) ??
        [];
      await end(second);
      assert.equal(
        spawnSync("sh", ["-c", command.replace("-R selvedge", `-R ${uid}`)]).status,
        0,
        second.notes.join("\n"),
      );
      const third = await run();
      assert.deepEqual(third.notes, []);
      assert.equal(statSync(`/proc/${third.postmaster}`).uid, uid);
      assert.deepEqual(await ask(third.url, "select one from kept"), [{ one: 1 }]);
      await end(third);
    });

    test("where none can be made the start is refused with what to do, and nothing is nobody's", async (context) => {
      const { run, dataDir } = machine(context, { withTools: false });
      const { refusal } = await run();
      assert.match(
        refusal ?? "started",
        /^PostgreSQL does not run as root, and this machine has no user for it: neither postgres nor selvedge, .*useradd --system selvedge.*DATABASE_URL/,
      );
      assert.equal(existsSync(join(dataDir, "database")), false);
    });
  },
);
