import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  ask,
  goneAfter,
  isRunning,
  postmasterOf,
  processesIn,
  settledShops,
  trialShop,
} from "../../../test/support/embedded-postgres/trial.ts";

const stopLimitMilliseconds = 3_000;

const settledShop = settledShops();

describe("ends of program and database", { concurrency: 3 }, () => {
  test("Ctrl-C reaches the program alone: it drains with its database, and nothing is left", async (context) => {
    const { program, ended, postmaster } = await settledShop(context).run({ ending: "drains" });
    const began = Date.now();
    process.kill(-(program.pid ?? 0), "SIGINT");
    const { code, said } = await ended;
    assert.equal(code, 0, said);
    assert.match(said, /served while draining/);
    assert.equal(isRunning(postmaster), false);
    assert.ok(Date.now() - began < stopLimitMilliseconds);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    test(`${signal} to a program without a handler stops the database and ends the program by it`, async (context) => {
      const { program, ended, postmaster } = await settledShop(context).run();
      program.kill(signal);
      assert.equal((await ended).signal, signal);
      assert.equal(isRunning(postmaster), false);
    });

  test("a signal to a supervising program without a handler is no death of the database", async (context) => {
    const { program, ended, postmaster } = await settledShop(context).run({ ending: "is supervised" });
    program.kill("SIGINT");
    const { signal, said } = await ended;
    assert.equal(signal, "SIGINT");
    assert.doesNotMatch(said, /"told"/);
    assert.equal(isRunning(postmaster), false);
  });

  test("a handler installed while the database stops is given the signal then", async (context) => {
    const program = `
      import { tieToProgram } from ${JSON.stringify(new URL("exit-hooks.ts", import.meta.url).href)};
      setInterval(() => undefined, 1000);
      tieToProgram(() => undefined, async () => void process.once("SIGTERM", () => process.exit(42)));
      process.kill(process.pid, "SIGTERM");`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
    context.after(() => child.kill("SIGKILL"));
    const ended = await Promise.race([once(child, "exit"), delay(30_000, undefined, { ref: false })]);
    assert.deepEqual(ended, [42, null]);
  });

  for (const [ending, code] of [
    ["throws", 1],
    ["exits", 7],
    ["finishes", 0],
  ] as const)
    test(`a program that ${ending} takes its database with it`, async (context) => {
      const { ended, postmaster } = await settledShop(context).run({ ending });
      assert.equal((await ended).code, code);
      await goneAfter(postmaster, stopLimitMilliseconds);
    });

  test("a signal during the first start leaves no process and no half-made database", async (context) => {
    const shop = trialShop(context);
    await assert.rejects(shop.run({ ending: "is interrupted" }), /told nothing of its start/);
    const began = Date.now();
    while (processesIn(shop.folder).length > 0 && Date.now() - began < stopLimitMilliseconds) await delay(10);
    assert.deepEqual(processesIn(shop.folder), []);
    const again = await shop.start();
    assert.equal(again.created, true);
  });

  test("after kill -9 of the program the next start takes the database over, with all rows", async (context) => {
    const shop = settledShop(context);
    const { program, ended, url, postmaster } = await shop.run();
    await ask(url, "create table kept as select 'committed' as row");
    program.kill("SIGKILL");
    await ended;
    assert.equal(isRunning(postmaster), true, "the orphan serves on: the case at hand");
    const notes: string[] = [];
    const next = await shop.start({ progress: (note) => notes.push(note) });
    assert.equal(isRunning(postmaster), false);
    assert.equal(next.url, url);
    assert.match(notes.join("\n"), /left its database running/);
    assert.deepEqual(await ask(next.url, "select row from kept"), [{ row: "committed" }]);
  });

  test("an orphan that is stuck, stopped in its tracks, is ended too", async (context) => {
    const shop = settledShop(context);
    const { program, ended, url, postmaster } = await shop.run();
    await ask(url, "create table kept as select 'committed' as row");
    program.kill("SIGKILL");
    await ended;
    process.kill(postmaster, "SIGSTOP");
    const next = await shop.start();
    assert.equal(isRunning(postmaster), false);
    assert.deepEqual(await ask(next.url, "select row from kept"), [{ row: "committed" }]);
  });

  test("after kill -9 of program and database at once the next start recovers every committed row", async (context) => {
    const shop = settledShop(context);
    const { program, ended, url, postmaster } = await shop.run();
    await ask(url, "create table kept as select generate_series(1, 1000) as number");
    program.kill("SIGKILL");
    process.kill(postmaster, "SIGKILL");
    await ended;
    const next = await shop.start();
    assert.deepEqual(await ask(next.url, "select count(*)::int, sum(number)::int from kept"), [
      { count: 1000, sum: 500_500 },
    ]);
  });

  test("kill -9 of the database is told with its reason, and the program can restart it", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    await ask(first.url, "create table kept as select 'committed' as row");
    process.kill(postmasterOf(first.dataFolder), "SIGKILL");
    assert.match(await first.exited, /ended by SIGKILL/);
    const second = await shop.start();
    assert.equal(second.url, first.url);
    assert.deepEqual(await ask(second.url, "select row from kept"), [{ row: "committed" }]);
  });

  test("a stop that was asked for is not told as a death", async (context) => {
    const { stop, exited } = await settledShop(context).start();
    await Promise.all([stop(), stop()]);
    assert.equal(await Promise.race([exited, delay(100, "quiet")]), "quiet");
  });

  test("a hung database is stopped within three seconds all the same", async (context) => {
    const { stop, dataFolder } = await settledShop(context).start();
    const postmaster = postmasterOf(dataFolder);
    process.kill(postmaster, "SIGSTOP");
    const began = Date.now();
    await stop();
    assert.ok(Date.now() - began < stopLimitMilliseconds, `${Date.now() - began} ms`);
    assert.equal(isRunning(postmaster), false);
  });

  for (const [bearer, command] of [
    ["another program that got its number later", "exec sleep 30"],
    ["a dead process that nobody reaps", "sleep 0 & echo $! ; exec sleep 30"],
  ] as const)
    test(`a postmaster.pid that names ${bearer} does not block the start`, async (context) => {
      const shop = settledShop(context);
      const { dataFolder, stop } = await shop.start();
      await stop();
      const { uid, gid } = statSync(join(dataFolder, "cluster"));
      const child = spawn("/bin/sh", ["-c", command], {
        stdio: ["ignore", "pipe", "ignore"],
        ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      });
      context.after(() => child.kill("SIGKILL"));
      const named = command.includes("echo") ? Number(String((await once(child.stdout, "data"))[0])) : child.pid;
      await delay(50);
      writeFileSync(
        join(dataFolder, "cluster", "postmaster.pid"),
        `${named}\n${dataFolder}/cluster\n1\n1\n\n127.0.0.1\n  1 1\nready\n`,
      );
      const again = await shop.start();
      assert.deepEqual(await ask(again.url, "select 1 as one"), [{ one: 1 }]);
      assert.equal(child.exitCode, null, "the stranger lives on");
    });
});
