import { stat } from "node:fs/promises";
import { productPictures } from "../catalogue/index.ts";
import { pagesOf } from "../platform/database/pages.ts";
import type { Reader } from "../platform/database/database.ts";
import { SourceFault } from "./source/source-fault.ts";
import { copyPicture, pictureIn, type PictureFate } from "./copy-picture.ts";

/** Where the older shop's pictures are, if they are to come along, and where this shop has its own. */
export type PictureFolders = { readonly from: string | undefined; readonly to: string };

const page = 1000;
/** Names that are remembered, so that a picture of several products counts once: memory must not grow with the shop. */
const mostRemembered = 100_000;
/** Missing pictures that are named. */
const mostNamed = 5;

type Work = (name: string) => Promise<PictureFate>;

/** Looked at before anything is done. */
export async function requirePictures({ from }: Pick<PictureFolders, "from">): Promise<void> {
  if (from !== undefined && !(await isFolder(from)))
    throw new SourceFault(`There is no folder ${from} to take pictures from.`);
}

/**
 * Looks which pictures the products name are there, and copies them into the shop where that is asked for: no others, none
 * over a file that is there, and in a rehearsal none at all. Answers it in one line. Should the import fail after that, the
 * next one finds them there.
 */
export async function picturesRemark(reader: Reader, folders: PictureFolders, isRehearsal: boolean): Promise<string> {
  const { from, to } = folders;
  const work = await workOf(folders, isRehearsal);
  const counts: Record<PictureFate, number> = { copied: 0, there: 0, differs: 0, missing: 0 };
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

/** What is done with each picture; a folder that is not there is not looked into a million times. */
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
