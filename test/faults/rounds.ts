/** The same seed repeats a run. */
export const seed = Number(process.env["FAULT_SEED"] ?? 20_261);

/** How often each fault of the database happens. */
export const rounds = Number(process.env["FAULT_ROUNDS"] ?? 6);

/** How often each fault of an installation of several machines happens, after which these have to find each other. */
export const fewerRounds = Math.ceil(rounds / 2);
