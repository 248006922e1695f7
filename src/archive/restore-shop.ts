import type { Address } from "../platform/database/connection.ts";
import { loadShop, type Loaded, type RowsPart } from "../platform/database/transfer/load-shop.ts";
import type { Table } from "../platform/database/transfer/tables.ts";
import { pictureName, writePicture } from "./pictures.ts";
import { readArchive, type Archive } from "./read-archive.ts";

export type Restored = Loaded & { readonly pictures: number };

/**
 * Fills an empty database and the folder of pictures from a verified archive. A failure leaves the database empty;
 * pictures that were written stay, and the next attempt finds them.
 */
export async function restoreShop(
  { file, manifest }: Archive,
  { url, pictures }: { readonly url: Address; readonly pictures: string },
): Promise<Restored> {
  const { migrations, tables, sequences, members } = manifest;
  const loaded = await loadShop({
    url,
    migrations,
    tables,
    parts: partsOf(file, tables, pictures),
    expected: async () => ({ totals: new Map(tables.map((table) => [table.name, table] as const)), sequences }),
  });
  return { ...loaded, pictures: members.filter(({ path }) => pictureName(path) !== undefined).length };
}

/** Returns the tables' parts, and writes the pictures that stand between them. */
async function* partsOf(file: string, tables: readonly Table[], pictures: string): AsyncGenerator<RowsPart> {
  for await (const { path, content } of readArchive(file)) {
    const [, name] = /^tables\/([^/]+)\//.exec(path) ?? [];
    const table = tables.find((one) => one.name === name);
    const picture = pictureName(path);
    if (table) yield { table, rows: content };
    else if (picture !== undefined) await writePicture(pictures, picture, content);
  }
}
