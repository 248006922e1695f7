/** `INVARIANTS`: how often invariants are tested: few times among all other tests, a share of the full count in CI. */
const scale = process.env["INVARIANTS"] ?? "brief";

/** A full run has the machine to itself. */
export const isFull = scale === "full";
/** A brief run shares the processor with all other tests. */
export const isBrief = !isFull && scale !== "share";

/** Returns a number of trials: for a full run, for CI's share of it, or the few among all other tests. */
export const trials = (full: number, few: number, share = full): number => (isFull ? full : isBrief ? few : share);

/** The same seed repeats a run. */
export const seed = Number(process.env["SEED"] || 20_190_721);

/** How often each invariant is tested, in one place. */
export const counts = {
  /** Acknowledged orders at servers that are killed; every tenth has an idempotency key. */
  killedServerOrders: trials(150_000, 80, 3000),
  /** Orders from one kill to the next, on average. */
  ordersBetweenKills: trials(750, 40, 200),
  /** Orders placed while every server is ended and started again in turn. */
  rollingOrders: trials(10_000, 60, 1000),
  /** Each round is fifty calls at once. */
  oneKeyRounds: trials(600, 2, 300),
  lostReplies: trials(3000, 12, 300),
  /** Each round is fifty calls at once. */
  oneCartRounds: trials(600, 2, 300),
  moneyOrders: trials(2000, 30, 300),
  disturbedPayments: trials(2000, 20, 300),
  turmoilOrders: trials(2000, 12, 300),
  lateMoney: trials(300, 2),
  providerAndDatabaseOrders: trials(2000, 12, 300),
  /** Orders from one kill of the database to the next. */
  ordersBetweenCrashes: trials(100, 6, 60),
} as const;
