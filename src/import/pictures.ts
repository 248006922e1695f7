import { stat } from "node:fs/promises";
import { productPictures } from "../catalogue/index.ts";
import { pagesOf } from "../platform/database/pages.ts";
import type { Reader } from "../platform/database/database.ts";
import { SourceFault } from "./source/source-fault.ts";
import { copyPicture, pictureIn, type PictureOutcome } from "./copy-picture.ts";

/** Folder of the source shop's pictures, if they are to be copied, and folder of this shop's pictures. */
export type PictureFolders = { readonly from: string | undefined; readonly to: string };

const page = 1000;
/**
 * Maximum number of names remembered, so that a picture of several products counts once: memory must not grow with the
 * shop.
 */
const mostRemembered = 100_000;
/** Maximum number of missing pictures that the remark names. */
const mostNamed = 5;

type Work = (name: string) => Promise<PictureOutcome>;

/** Throws SourceFault when the folder of pictures does not exist; called before the import begins. */
export async function requirePictures({ from }: Pick<PictureFolders, "from">): Promise<void> {
  if (from !== undefined && !(await isFolder(from)))
    throw new SourceFault(`There is no folder ${from} to take pictures from.`);
}

/**
 * Finds which of the products' pictures exist, and copies them into the shop if asked to: no other files, none over an
 * existing file, and none in a rehearsal. Returns a summary in one line. If the import fails afterwards, the next one
 * finds the copied files.
 */
export async function picturesRemark(reader: Reader, folders: PictureFolders, isRehearsal: boolean): Promise<string> {
  const { from, to } = folders;
  const work = await workOf(folders, isRehearsal);
  const counts: Record<PictureOutcome, number> = { copied: 0, there: 0, differs: 0, missing: 0 };
  const missing: string[] = [];
  let named = 0;
  for await (const name of names(reader)) {
    const fate = await work(name);
    named += 1;
    counts[fate] += 1;
    if (fate === "missing" && missing.length < mostNamed) missing.push(name);
  }
  const more = counts.missing - missing.length;
  const absent = counts.missing === 0 ? "" : ` Not found: ${missing.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
  const found = `Products name ${pictures(named)}; ${named - counts.missing} of them are in ${from ?? to}`;
  if (from === undefined)
    return counts.missing === 0 ? `${found}.` : `${found}. --pictures <folder> copies the older shop's there.${absent}`;
  if (isRehearsal) return `${found}, and would be copied to ${to}.${absent}`;
  const differing = counts.differs === 0 ? "" : `, ${counts.differs} stay there as they were, with another content`;
  return `${found}: ${counts.copied} were copied to ${to}, ${counts.there} were there already${differing}.${absent}`;
}

async function* names(reader: Reader): AsyncGenerator<string> {
  const seen = new Set<string>();
  const pages = pagesOf<Awaited<ReturnType<typeof productsIn>>[number]>(page, (limit, after) =>
    productsIn(reader, limit, after?.product_id ?? 0),
  );
  for await (const products of pages)
    for (const name of products.flatMap(({ image, image_2, thumbnail }) => [image, image_2, thumbnail])) {
      if (name === null || seen.has(name)) continue;
      if (seen.size < mostRemembered) seen.add(name);
      yield name;
    }
}

function productsIn(reader: Reader, limit: number, after: number) {
  return reader.all(productPictures(limit, after));
}

/** Returns the action for each picture. A missing folder is detected once, not for every picture. */
async function workOf({ from, to }: PictureFolders, isRehearsal: boolean): Promise<Work> {
  if (from !== undefined && !isRehearsal) return (name) => copyPicture(from, to, name);
  const folder = from ?? to;
  if (!(await isFolder(folder))) return async () => "missing";
  return async (name) => ((await pictureIn(folder, name)) === undefined ? "missing" : "there");
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

function pictures(count: number): string {
  return `${count} ${count === 1 ? "picture" : "pictures"}`;
}
