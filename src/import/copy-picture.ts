import { copyFile, lstat, mkdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, extname, join, sep } from "node:path";

/** Outcome for a picture that a product names. */
export type PictureOutcome = "copied" | "there" | "differs" | "missing";

/** Types of pictures that browsers show. Other files are not copied to where the shop serves them. */
const kinds = new Set([".gif", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".bmp", ".ico"]);

/** Copies a picture under its name. An existing file stays as it is; an interrupted copy leaves no file. */
export async function copyPicture(from: string, to: string, name: string): Promise<PictureOutcome> {
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

/** Returns the path of a named picture in a folder; undefined if there is none, or a link leads out of the folder. */
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

/**
 * Whether a name is that of a picture inside a folder: no parent folder, no hidden file, no character with a special
 * meaning in a file system.
 */
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
