/** So many times as long as on a machine of its own everything may take: the suite is about what is told, lost and doubled. */
const slack = Number(process.env["FAULT_SLACK"] ?? 1);

/** A time that is promised for a machine that does nothing else, in milliseconds, as this run grants it. */
export const granted = (milliseconds: number): number => milliseconds * slack;

/** How soon after the database is up all is well again. */
export const backWithin = granted(2000);
