import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** A file that pages load: its path, which changes with its content, its type and its content. */
export type PageFile = { readonly path: string; readonly type: string; readonly text: string };

const folder = new URL("assets/", import.meta.url);

/** Reads the files that every page loads. */
export async function readPageFiles() {
  const [stylesheet, script, icon] = await Promise.all([
    read("shop.css", "text/css; charset=utf-8"),
    read("shop.in-browser.js", "text/javascript; charset=utf-8"),
    read("icon.svg", "image/svg+xml"),
  ]);
  return { stylesheet, script, icon };
}

async function read(name: string, type: string): Promise<PageFile> {
  const text = await readFile(new URL(name, folder), "utf8");
  const [stem, ending] = [name.slice(0, name.indexOf(".")), name.slice(name.lastIndexOf("."))];
  return { path: `/shop/files/${stem}-${hash("sha256", text).slice(0, 12)}${ending}`, type, text };
}
