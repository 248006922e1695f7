import type { Report } from "./report.ts";
import type { ImportOptions } from "./import.ts";
import type { PictureFolders } from "./pictures.ts";

export type { Report } from "./report.ts";
export { eraseRejectedRows, exportRejects, findRejectedRows, eraseImported } from "./personal-data.ts";
export { SourceFault } from "./source/source-fault.ts";
export type { TableName } from "./source/tables.ts";
export type { RepairedText } from "./parsing/row.ts";
export type { Statuses } from "./statuses.ts";

// Loads the modules on demand: a server start does not need them.

/**
 * Imports the database of a TShirtShop in one transaction: everything that can be imported, or nothing. Throws
 * SourceFault for a problem that the operator can fix.
 */
export async function importShop(options: ImportOptions): Promise<Report> {
  const { loadShop } = await import("./import.ts");
  return loadShop(options);
}

/** Throws SourceFault when the folder of pictures does not exist. */
export async function requirePictures(folders: Pick<PictureFolders, "from">): Promise<void> {
  return (await import("./pictures.ts")).requirePictures(folders);
}

/** Throws SourceFault when the address cannot be that of a source database. */
export async function requireSource(address: string): Promise<void> {
  (await import("./source/address.ts")).readAddress(address, "");
}

/** Returns a report as text for the operator. */
export async function summaryOf(report: Report): Promise<string> {
  return (await import("./summary.ts")).summaryOf(report);
}
