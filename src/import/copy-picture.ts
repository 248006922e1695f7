import { copyFile, lstat, mkdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, extname, join, sep } from "node:path";

/** What became of a picture that a product names. */
export type PictureFate = "copied" | "there" | "differs" | "missing";

/** What browsers show: anything else that a column names is not put where the shop serves it. */
const kinds = new Set([".gif", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".bmp", ".ico"]);

/** Copies a picture under its name. A file that is there already stays as it is; one that is cut off half-way is not there. */
export async function copyPicture(from: string, to: string, name: string): Promise<PictureFate> {
  const source = await pictureIn(from, name);
  if (source === undefined) return "missing";
  const target = join(to, name);
  const there = await lstat(target).catch(() => undefined);
  if (there) return there.isFile() && (await isSame(source, target)) ? "there" : "differs";
  await mkdir(dirname(target), { recursive: true });
  const unfinished = join(dirname(target), `.${process.pid}.unfinished`);
  try {
    await copyFile(source, unfinished);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
  return "copied";
}

/** The file of a name in a folder; undefined where there is none, or where a link leads out of the folder. */
export async function pictureIn(folder: string, name: string): Promise<string | undefined> {
  if (!isPicture(name)) return undefined;
  for (const spelling of new Set([name, name.normalize("NFC"), name.normalize("NFD")])) {
    const path = join(folder, spelling);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    const [real, root] = await Promise.all([realpath(path), realpath(folder)]);
    if (real.startsWith(root + sep)) return real;
  }
  return undefined;
}

/** A name that leads to a picture inside a folder: no way up, nothing hidden, nothing that a file system reads as something else. */
export function isPicture(name: string): boolean {
  return (
    // oxlint-disable-next-line no-control-regex
    !/[\\\u0000-\u001f:*?"<>|]/.test(name) &&
    name.split("/").every((part) => part !== "" && !part.startsWith(".") && part.length <= 150) &&
    kinds.has(extname(name).toLowerCase())
  );
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [size, otherSize] = await Promise.all([stat(one), stat(other)].map(async (found) => (await found).size));
  return size === otherSize && (await readFile(one)).equals(await readFile(other));
}
