/**
 * Factor by which a run may be slower than on an idle machine: the suite is about what is replied, lost and doubled.
 */
const slack = Number(process.env["FAULT_SLACK"] ?? 1);

/** Returns the time limit of this run, in milliseconds, from the one that is promised for an otherwise idle machine. */
export const granted = (milliseconds: number): number => milliseconds * slack;

/** Time after the database's return within which everything must work again. */
export const backWithin = granted(2000);
