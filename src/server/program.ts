import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../", import.meta.url));
const lockfile = fileURLToPath(new URL("../../package-lock.json", import.meta.url));
const length = 16;

/**
 * Returns a text that identifies this program: a hash of its files and of its dependencies' versions. There is no build
 * that could name it, and a version covers many states of the files.
 */
export async function identifyProgram(): Promise<string> {
  const found = await readdir(sources, { recursive: true });
  const names = found.filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".test.ts")).toSorted();
  const hash = createHash("sha256");
  // An installation may lack the lockfile.
  hash.update(await readFile(lockfile).catch(() => ""));
  for (const name of names) hash.update(`\n${name}\n`).update(await readFile(join(sources, name)));
  return hash.digest("base64url").slice(0, length);
}
