import pg from "pg";
import { connectionTo, limits, silenceLimit, type Address } from "./connection.ts";
import { isRetryable, translate, type ByConstraint } from "./failure.ts";
import { shareConnections, type SharedConnections } from "./shared.ts";
import type { Read, Write } from "./statement.ts";
import {
  type Inspect,
  runTransaction,
  TransactionClient,
  statementsOver,
  type Statements,
  type Writer,
} from "./transaction.ts";

export type { Writer } from "./transaction.ts";

/** Runs reading statements; a replica may answer, so what was just written may be missing. */
export type Reader = {
  all<Row>(statement: Read<Row>): Promise<Row[]>;
  first<Row>(statement: Read<Row>): Promise<Row | undefined>;
};

export type Database = Statements & {
  readonly reader: Reader;
  /** Runs `work` in one transaction, again (up to three times in all) after a deadlock or serialization failure. */
  transaction<Result>(work: (tx: Writer) => Promise<Result>): Promise<Result>;
  /**
   * Runs statements that need none of one another's answers as one transaction, in one round trip; answers the rows of
   * the last. Run again as a transaction is.
   */
  atOnce<Row>(before: readonly Write<unknown>[], last: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]>;
  close(): Promise<void>;
};

export type DatabaseWish = {
  readonly url: Address;
  /** Where readers read; the primary itself when absent. */
  readonly readUrl?: string | undefined;
  readonly sharedConnections: number;
  readonly transactionConnections: number;
  readonly inspect?: Inspect;
};

const attemptsOfTransaction = 3;

/** The pool makes its connections by this: its own settings are read once, and an address may change. */
const clientFor = (address: Address) =>
  class extends TransactionClient {
    constructor() {
      super({ ...connectionTo(address), query_timeout: silenceLimit });
    }
  };

/** Connects to PostgreSQL; connections open when first needed, so this cannot fail. */
export const openDatabase = (wish: DatabaseWish): Database => {
  const shared = shareConnections(wish.url, wish.sharedConnections);
  const replica: SharedConnections = wish.readUrl ? shareConnections(wish.readUrl, wish.sharedConnections) : shared;
  const pool = new pg.Pool({
    Client: clientFor(wish.url),
    max: wish.transactionConnections,
    connectionTimeoutMillis: limits.waitForConnection,
  });
  // A lost connection fails its next statement, or is replaced when it was idle; without listeners, on the pool for idle
  // ones and on each for one whose transaction is thinking, the loss would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  const transaction: Database["transaction"] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runTransaction(pool, work, wish.inspect);
      } catch (error) {
        if (attempt >= attemptsOfTransaction || !isRetryable(error)) throw translate(error, undefined);
      }
    }
  };

  return {
    ...statementsOver(shared.run, wish.inspect),
    reader: statementsOver(replica.run, wish.inspect),
    transaction,
    async atOnce<Row>(before: readonly Write<unknown>[], last: Read<Row> | Write<Row>, refusals?: ByConstraint) {
      let rows: Promise<Row[]> = Promise.resolve([]);
      await transaction(async (tx) => {
        for (const statement of before) tx.send(statement, refusals);
        // Not waited for here: so the commit follows in the same message.
        rows = tx.all(last, refusals);
      });
      return rows;
    },
    async close() {
      await Promise.all([shared.close(), replica === shared ? undefined : replica.close(), pool.end()]);
    },
  };
};
