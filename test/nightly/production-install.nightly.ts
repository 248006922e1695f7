import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, globSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../architecture/source.ts";
import { startProgram } from "../support/servers/program.ts";

const mostPackages = 150;
const mostMegabytes = 150;

/** Returns the space on disk that a folder takes, in megabytes; a file with several names counts once. */
const megabytesOf = (folder: string): number => {
  const seen = new Map<number, number>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const { ino, blocks } = lstatSync(join(entry.parentPath, entry.name));
    seen.set(ino, blocks * 512);
  }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0) / 1024 ** 2;
};

/** Returns the packages in a folder: those with a manifest right below `node_modules`, or below a scope there. */
const packagesIn = (folder: string): string[] => globSync("**/node_modules/{*,@*/*}/package.json", { cwd: folder });

test("a production install is small, and opens a shop", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-install-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  for (const name of ["package.json", "package-lock.json", "src", "migrations", "sample"])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  execFileSync("npm", ["ci", "--omit=dev", "--no-audit", "--no-fund"], { cwd: folder, timeout: 300_000 });
  const [packages, megabytes] = [packagesIn(folder).length, Math.round(megabytesOf(join(folder, "node_modules")))];
  context.diagnostic(`a production install: ${packages} packages, ${megabytes} MB`);
  assert.ok(packages > 50 && packages <= mostPackages, `${packages} packages`);
  assert.ok(megabytes > 50 && megabytes <= mostMegabytes, `${megabytes} MB`);
  assert.equal(existsSync(join(folder, "node_modules/.bin/node")), false);
  const dataDir = join(folder, "data");
  const program = await startProgram({ DATA_DIR: dataDir, LOG_LEVEL: "silent" }, join(folder, "src/cli/launch.js"));
  try {
    const reply = await fetch(`${program.url}/products?limit=1`);
    assert.equal(reply.status, 200);
  } finally {
    await program.end("SIGINT");
  }
});
