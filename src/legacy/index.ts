import type { Report } from "./books/report.ts";
import type { ImportWish } from "./import.ts";

export type { Report } from "./books/report.ts";
export { eraseRejectedRows, exportRejects, findRejectedRows, forgetImported } from "./leaving/leaving.ts";
export { SourceFault } from "./source/fault.ts";
export type { TableName } from "./source/tables.ts";
export { requirePictures } from "./pictures/pictures.ts";
export type { MendedText } from "./reading/row.ts";
export type { Statuses } from "./statuses.ts";
export { summaryOf } from "./summary.ts";

/**
 * Takes an older shop's database over, in one transaction: everything that can be taken is there afterwards, or nothing
 * is. Throws a SourceFault for what whoever started it can mend.
 */
export const importShop = async (wish: ImportWish): Promise<Report> => {
  // Loaded by who imports: a shop that opens has no use for it.
  const { takeShop } = await import("./import.ts");
  return takeShop(wish);
};
