import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { settings } from "../../src/platform/settings.ts";
import { root } from "../architecture/source.ts";

const program = "/usr/bin/systemd-analyze";
/** Reason to skip the tests that run it, or false. In CI they always run, and fail without the program. */
const skip =
  existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not installed (apt-get install systemd)`;

/** What an instance of each unit file is called. */
const units: Readonly<Record<string, string>> = {
  "selvedge@.service": "selvedge@3001.service",
  "selvedge-worker.service": "selvedge-worker.service",
};
/** Maximum exposure, from 0 to 10, that `systemd-analyze security` may find. */
const mostExposure = 2;

const folder = mkdtempSync(join(tmpdir(), "selvedge-units-"));
after(() => rmSync(folder, { recursive: true }));

const unitFile = (file: string): string => readFileSync(join(root, "deploy/systemd", file), "utf8");

/** Writes an instance of a unit as it would be installed, with this checkout as the current release. */
const instanceOf = (file: string, spoil: (text: string) => string = (text) => text): string => {
  const path = join(folder, units[file] ?? file);
  const current = root.replace(/\/$/, "");
  writeFileSync(path, spoil(unitFile(file)).replaceAll("/opt/selvedge/current", current));
  return path;
};

const analyze = (...given: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, given, { encoding: "utf8", timeout: 60_000 });
  return { status, text: stdout + stderr };
};

/** Returns what `verify` says about the unit itself; other units of the machine are none of our business. */
const complaints = (path: string): string[] => {
  const { text } = analyze("verify", "--man=no", "--recursive-errors=no", path);
  return text.split("\n").filter((line) => line.includes("selvedge"));
};

const exposure = (path: string): number => {
  const { text } = analyze("security", "--offline=true", "--no-pager", path);
  const [, found] = /Overall exposure level for \S+: (\d+\.\d+)/.exec(text) ?? [];
  assert.ok(found, text);
  return Number(found);
};

for (const file of Object.keys(units)) {
  test(`systemd takes ${file} as it is written`, { skip }, () => {
    assert.deepEqual(complaints(instanceOf(file)), []);
    const misspelt = instanceOf(file, (text) => text.replace("RestartSec=", "RestartSecs="));
    assert.match(complaints(misspelt).join("\n"), /RestartSecs/);
    const lost = instanceOf(file, (text) => text.replace("/usr/bin/env ", "/usr/bin/selvedge-env "));
    assert.match(complaints(lost).join("\n"), /selvedge-env is not executable/);
  });

  test(`${file} leaves little open: an exposure of at most ${mostExposure}`, { skip }, (context) => {
    const found = exposure(instanceOf(file));
    context.diagnostic(`${file}: exposure ${found}`);
    assert.ok(found <= mostExposure, `${found}`);
    const open = instanceOf(file, (text) => text.replaceAll(/^(NoNew|Protect|System|Capability|Private).*\n/gm, ""));
    assert.ok(exposure(open) > mostExposure);
  });

  test(`${file} sets what is a setting, and starts the shop as npm start does`, () => {
    const text = unitFile(file);
    const set = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, pairs = ""]) =>
      pairs.split(" ").map((pair) => pair.split("=")[0] ?? ""),
    );
    assert.ok(set.length > 0);
    const known = new Set<string>(["PATH", ...Object.values(settings).map(({ env }) => env)]);
    assert.deepEqual(
      set.filter((name) => !known.has(name)),
      [],
    );
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
    assert.ok(text.includes(`\nExecStart=/usr/bin/env ${scripts.start}\n`));
  });
}

test("the units differ only in what they say they do", () => {
  const hardening = (file: string) =>
    unitFile(file)
      .split("# Files: ")[1]
      ?.split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
  const [server = "", worker = ""] = Object.keys(units);
  assert.ok((hardening(server)?.length ?? 0) > 20);
  assert.deepEqual(hardening(server), hardening(worker));
});

/** Returns the system calls that a set of systemd and the sets within it name. */
const callsIn = (set: string): string[] =>
  execFileSync(program, ["syscall-filter", set], { encoding: "utf8" })
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .flatMap((name) => (name.startsWith("@") ? callsIn(name) : [name]));

test("the units let through what a server calls, and keep back what it does not", { skip }, () => {
  const text = unitFile("selvedge@.service");
  const sets = [...text.matchAll(/^SystemCallFilter=(~?)(@[\w-]+)$/gm)];
  const refused = new Set(sets.filter(([, not]) => not === "~").flatMap(([, , set = ""]) => callsIn(set)));
  const named = sets.filter(([, not]) => not === "").flatMap(([, , set = ""]) => callsIn(set));
  const allowed = new Set(named.filter((name) => !refused.has(name)));
  // Passwords are hashed at a lower priority; `execve` and `clone3` are how a program and its threads begin.
  for (const name of ["setpriority", "execve", "clone3", "epoll_wait", "mprotect"]) assert.ok(allowed.has(name), name);
  for (const name of ["chown", "mount", "setuid", "ptrace"]) assert.ok(!allowed.has(name), name);
});
