import assert from "node:assert/strict";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { release, rollback, type Releasing } from "../../deploy/release/deploy.ts";
import { reachHosts } from "../../deploy/release/host.ts";
import { planOf, readPlan, WrongPlan } from "../../deploy/release/plan.ts";
import { NotReleased, outdated, releaseName } from "../../deploy/release/releases.ts";
import { GateFailed } from "../../deploy/release/roll.ts";
import { root } from "../architecture/source.ts";
import { makeRepository } from "../support/deploy/repository.ts";

/** A program that needs no packages, and notes on the host that it migrated. */
const program = {
  "package.json": JSON.stringify({ scripts: { migrate: "node migrate.js" } }),
  "migrate.js": 'require("node:fs").appendFileSync("../../shared/migrated", "once\\n");',
  "src/cli/launch.js": "",
};
const unfit = { "migrate.js": 'console.error("It does not fit."); process.exit(1);' };

/** Releases take their names from the second in which they begin. */
const nextSecond = () => delay(1100);

/** Two hosts on this machine, whose processes are ready as the test says, and a repository. */
const makeHosts = async (context: TestContext, ssh?: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-release-"));
  const repository = makeRepository(program);
  const ready = [200, 200];
  const server = createServer((request, reply) => reply.writeHead(ready[Number(request.url?.slice(1))] ?? 404).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    server.closeAllConnections();
    repository.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const { port } = server.address() as AddressInfo;
  const restarts = join(folder, "restarts");
  const places = [0, 1].map((index) => join(folder, `host-${index}`));
  const plan = planOf({
    hosts: places.map((place, index) => {
      mkdirSync(join(place, "shared"), { recursive: true });
      writeFileSync(join(place, "shared/.env"), "PORT=3001\n");
      const name = `server-${index}`;
      const restart = `echo "${name} $(basename $(readlink current))" >> ${restarts}`;
      return {
        at: ssh ? `deploy@${name}` : "local",
        folder: place,
        processes: [
          { name, restart, ready: `http://127.0.0.1:${port}/${index}` },
          { name: "worker", restart: "true", alive: "test -f current/package.json" },
        ],
      };
    }),
    install: "true",
    gateSeconds: 1,
    settleSeconds: 0,
    keep: 2,
    ...(ssh ? { ssh } : {}),
  });
  const said: string[] = [];
  const stop = new AbortController();
  const say = (line: string) => void said.push(line.replace(/^local: /, ""));
  const releasing: Releasing = { plan, hosts: reachHosts(plan), by: "Ada's laptop", say, signal: stop.signal };
  const commit = { repository: repository.folder };
  return {
    places,
    ready,
    said,
    releasing,
    deploy: (ref = "HEAD") => release({ ...commit, ref }, releasing),
    change: (files: Readonly<Record<string, string>>) => repository.commit(files),
    restarted: () => (existsSync(restarts) ? readFileSync(restarts, "utf8").trim().split("\n") : []),
    current: () => places.map((place) => readlinkSync(join(place, "current"))),
    releases: () => places.map((place) => readdirSync(join(place, "releases"))),
  };
};

test("a release is a dated folder with the shared settings, which becomes current, host by host", async (context) => {
  const { places, said, deploy, restarted, current } = await makeHosts(context);
  const name = await deploy();
  assert.match(name, /^\d{8}T\d{6}Z$/);
  assert.deepEqual(current(), [`releases/${name}`, `releases/${name}`]);
  for (const place of places) {
    assert.equal(readFileSync(join(place, "current/.env"), "utf8"), "PORT=3001\n");
    assert.match(readFileSync(join(place, "current/COMMIT"), "utf8"), /^[\da-f]{7,} A version\n$/);
    assert.ok(existsSync(join(place, "current/SERVED")));
    assert.equal(existsSync(join(place, "lock")), false);
  }
  assert.deepEqual(restarted(), [`server-0 ${name}`, `server-1 ${name}`]);
  assert.deepEqual(
    places.map((place) => existsSync(join(place, "shared/migrated"))),
    [true, false],
    "one host migrates the database of all",
  );
  const steps = ["unpack", "install packages", "unpack", "install packages", "migrate"];
  const ofServers = ["server-0", "worker", "server-1", "worker"].flatMap((one) => [
    `restart ${one}`,
    `${one} is ready`,
  ]);
  assert.deepEqual(said.slice(1), [...steps, ...ofServers]);
});

test("a process that is not ready stops the release, and every host returns to the one before", async (context) => {
  const { places, ready, said, deploy, restarted, current } = await makeHosts(context);
  const before = await deploy();
  await nextSecond();
  ready[1] = 503;
  const failing = deploy();
  // Once it is given up, the release before is ready again.
  const returning = setInterval(() => {
    if (said.some((line) => line.startsWith("stopped"))) ready[1] = 200;
  }, 20);
  context.after(() => clearInterval(returning));
  await assert.rejects(
    failing,
    (error) => error instanceof GateFailed && error.isReturned && /server-1|is not ready: 503/.test(error.message),
  );
  assert.deepEqual(current(), [`releases/${before}`, `releases/${before}`]);
  const after = restarted().slice(2);
  assert.equal(after.length, 4);
  assert.deepEqual(after.slice(2), [`server-0 ${before}`, `server-1 ${before}`]);
  for (const place of places) {
    assert.ok(existsSync(join(place, "failed/package.json")));
    assert.deepEqual(readdirSync(join(place, "releases")), [before]);
    assert.equal(existsSync(join(place, "lock")), false);
  }
});

test("where returning fails too, it is said, and the release stays", async (context) => {
  const { ready, said, deploy, releases } = await makeHosts(context);
  await deploy();
  await nextSecond();
  ready[0] = 503;
  await assert.rejects(deploy(), (error) => error instanceof GateFailed && !error.isReturned);
  assert.match(said.join("\n"), /not back: .*is not ready: 503/);
  assert.deepEqual(
    releases().map(({ length }) => length),
    [2, 2],
  );
});

test("a migration that fails ends the release before anything is switched", async (context) => {
  const { deploy, change, current, restarted, places } = await makeHosts(context);
  const before = await deploy();
  await nextSecond();
  change(unfit);
  await assert.rejects(deploy(), /It does not fit\./);
  assert.deepEqual(current(), [`releases/${before}`, `releases/${before}`]);
  assert.equal(restarted().length, 2);
  assert.deepEqual(readdirSync(join(places[0] as string, "releases")), [before]);
});

test("rolling back returns to the release before; older ones go after the number to keep", async (context) => {
  const { deploy, releasing, current, releases } = await makeHosts(context);
  await assert.rejects(rollback(releasing), NotReleased);
  const names = [];
  for (let count = 0; count < 3; count += 1) {
    names.push(await deploy());
    await nextSecond();
  }
  assert.deepEqual(releases(), [names.slice(1), names.slice(1)]);
  assert.equal(await rollback(releasing), names[1]);
  assert.deepEqual(current(), [`releases/${names[1]}`, `releases/${names[1]}`]);
  await assert.rejects(rollback(releasing), /no release before the current one/);
});

test("what an interrupted release left is not rolled back to, and goes with the next one", async (context) => {
  const { places, deploy, releasing, current, releases } = await makeHosts(context);
  const before = await deploy();
  const half = releaseName(new Date(), [before]);
  const leave = () => places.forEach((place) => mkdirSync(join(place, "releases", half)));
  leave();
  const name = await deploy();
  assert.ok(before < half && half < name, `${before} ${half} ${name}`);
  assert.deepEqual(releases(), [
    [before, name],
    [before, name],
  ]);
  leave();
  assert.equal(await rollback(releasing), before);
  assert.deepEqual(current(), [`releases/${before}`, `releases/${before}`]);
});

test("what is no commit is not released, also where git takes it for an option", async (context) => {
  const { places, deploy } = await makeHosts(context);
  for (const ref of ["nowhere", "", `--output=${join(places[0] as string, "trap")}`])
    await assert.rejects(deploy(ref), NotReleased, ref);
  assert.deepEqual(readdirSync(places[0] as string), ["shared"]);
});

test("one release at a time: the second is told who is at it", async (context) => {
  const { deploy, releasing, places } = await makeHosts(context);
  const first = deploy();
  const lock = join(places[0] as string, "lock/by");
  while (!existsSync(lock)) await delay(5);
  await assert.rejects(
    rollback(releasing),
    (error) => error instanceof NotReleased && /under way\. local: Ada's laptop/.test(error.message),
  );
  await first;
  assert.equal(existsSync(join(places[0] as string, "lock")), false);
  mkdirSync(join(places[1] as string, "lock"));
  await assert.rejects(deploy(), NotReleased);
  assert.equal(existsSync(join(places[0] as string, "lock")), false, "what it had locked is free again");
});

test("over ssh, every script reaches the host's shell as it was meant", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-ssh-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  // As sshd does: the words after the host, joined by blanks, are one command for the user's shell.
  const ssh = join(folder, "ssh");
  writeFileSync(ssh, `#!/bin/sh\necho "$1 $2 $3" >> ${folder}/called\nshift 3\nexec sh -c "$*"\n`);
  chmodSync(ssh, 0o755);
  const { deploy, current } = await makeHosts(context, [ssh, "-o", "BatchMode=yes"]);
  const name = await deploy();
  assert.deepEqual(current(), [`releases/${name}`, `releases/${name}`]);
  const called = new Set(readFileSync(join(folder, "called"), "utf8").trim().split("\n"));
  assert.deepEqual([...called].toSorted(), ["-o BatchMode=yes deploy@server-0", "-o BatchMode=yes deploy@server-1"]);
});

test("the example is a plan, and what is no plan is refused by its place", () => {
  const example = readPlan(join(root, "deploy/release/example.json"));
  assert.deepEqual([example.keep, example.hosts.length], [5, 2]);
  const [host] = example.hosts;
  for (const [wrong, said] of [
    [{}, /hosts/],
    [{ hosts: [] }, /\/hosts/],
    [{ hosts: [{ ...host, folder: "relative" }] }, /\/hosts\/0\/folder/],
    [{ hosts: [{ ...host, at: "-oProxyCommand=x y" }] }, /\/hosts\/0\/at/],
    [{ hosts: [{ ...host, processes: [{ name: "one", restart: "true" }] }] }, /needs either "ready" or "alive"/],
    [{ hosts: [host], kep: 5 }, /wrong at \//],
  ] as const)
    assert.throws(
      () => planOf(wrong),
      (error) => error instanceof WrongPlan && said.test(error.message),
    );
  assert.throws(() => readPlan(join(root, "nowhere.json")), WrongPlan);
});

test("names sort by time, and the current release is never outdated", () => {
  const name = releaseName(new Date("2026-11-27T20:30:59.999Z"));
  assert.equal(name, "20261127T203059Z");
  assert.ok(name < releaseName(new Date("2026-12-01T00:00:00Z")));
  const lateByAMonth = new Date("2026-10-27T20:30:59Z");
  assert.equal(releaseName(lateByAMonth, [name, "20260101T000000Z"]), "20261127T203100Z");
  const all = ["1", "2", "3", "4"];
  assert.deepEqual(outdated({ current: "4", all, served: all }, 2), ["1", "2"]);
  assert.deepEqual(outdated({ current: "1", all, served: all }, 2), ["2"]);
  assert.deepEqual(outdated({ current: "4", all, served: all }, 5), []);
  assert.deepEqual(outdated({ current: "4", all, served: ["1", "4"] }, 2), ["2", "3"]);
});
