import pg from "pg";

/** Limits of one statement and one transaction, in milliseconds, kept by the database itself. */
export const limits = { statement: 5000, lock: 2000, idleInTransaction: 10_000, waitForConnection: 1000 } as const;

/** A statement's reply must come within its own limit; a database that is stopped or cut off never sends one. */
export const silenceLimit = limits.statement + 2000;

const int8 = 20;
/** What the driver makes of the database's values: 8-byte integers are numbers. */
export const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as "text"),
};

/**
 * Compiling a plan costs more than any statement of ours takes. On what disks are today, a page out of order costs what one
 * in order does; and a table that can be read by an index is, so that a small shop's plans are a large shop's. A cursor
 * holds a time as UTC text.
 */
export const sessionOptions =
  "-c jit=off -c random_page_cost=1.1 -c enable_seqscan=off -c timezone=UTC -c datestyle=ISO";

/** Where a database is. A function is asked for each new connection: a database that was started again may have moved. */
export type Address = string | (() => string);

/** The address as it is now. */
export const urlOf = (address: Address): string => (typeof address === "string" ? address : address());

/** The driver's settings for a connection, with every limit set. */
export const connectionTo = (address: Address): pg.ClientConfig => ({
  connectionString: urlOf(address),
  application_name: "selvedge",
  connectionTimeoutMillis: limits.waitForConnection,
  statement_timeout: limits.statement,
  lock_timeout: limits.lock,
  idle_in_transaction_session_timeout: limits.idleInTransaction,
  keepAlive: true,
  options: sessionOptions,
  types: types as pg.CustomTypesConfig,
});
