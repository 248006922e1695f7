/** Set by `npm run test:invariants`, which has the machine for itself. */
export const isFull = process.env["INVARIANTS"] === "full";

/** How often an invariant is tried: few times in `npm test`, so often that a rare fault shows in the full run. */
export const trials = (full: number, few: number): number => (isFull ? full : few);
