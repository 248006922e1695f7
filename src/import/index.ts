import type { Report } from "./report.ts";
import type { ImportOptions } from "./import.ts";
import type { PictureFolders } from "./pictures.ts";

export type { Report } from "./report.ts";
export { eraseRejectedRows, exportRejects, findRejectedRows, eraseImported } from "./personal-data.ts";
export { SourceFault } from "./source/source-fault.ts";
export type { TableName } from "./source/tables.ts";
export type { MendedText } from "./parsing/row.ts";
export type { Statuses } from "./statuses.ts";

// What only an import needs is loaded by who imports: a shop that opens has no use for it.

/**
 * Takes an older shop's database over, in one transaction: everything that can be taken is there afterwards, or nothing
 * is. Throws a SourceFault for what whoever started it can mend.
 */
export async function importShop(options: ImportOptions): Promise<Report> {
  const { loadShop } = await import("./import.ts");
  return loadShop(options);
}

/** Refuses a folder of pictures that is none. */
export async function requirePictures(folders: Pick<PictureFolders, "from">): Promise<void> {
  return (await import("./pictures.ts")).requirePictures(folders);
}

/** Refuses an address at which no older shop can be. */
export async function requireSource(address: string): Promise<void> {
  (await import("./source/address.ts")).readAddress(address, "");
}

/** What an import did, in lines to read. */
export async function summaryOf(report: Report): Promise<string> {
  return (await import("./summary.ts")).summaryOf(report);
}
