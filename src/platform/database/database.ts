import pg from "pg";
import { connectionTo, limits, silenceLimit } from "./connection.ts";
import { isRetryable, translate, type ByConstraint } from "./failure.ts";
import { shareConnections, type SharedConnections } from "./shared.ts";
import type { Read, Write } from "./statement.ts";

/** Runs reading statements; a replica may answer, so what was just written may be missing. */
export type Reader = {
  all<Row>(statement: Read<Row>): Promise<Row[]>;
  first<Row>(statement: Read<Row>): Promise<Row | undefined>;
};

/** Runs any statement on the primary; violated constraints become the refusals named. */
type Statements = {
  all<Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]>;
  first<Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row | undefined>;
};

/** The inside of a transaction. */
export type Writer = Statements & { readonly inTransaction: true };

export type Database = Statements & {
  readonly reader: Reader;
  /** Runs `work` in one transaction, again (up to three times in all) after a deadlock or serialization failure. */
  transaction<Result>(work: (tx: Writer) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

export type DatabaseWish = {
  readonly url: string;
  /** Where readers read; the primary itself when absent. */
  readonly readUrl?: string | undefined;
  readonly sharedConnections: number;
  readonly transactionConnections: number;
  /** Called for each statement's rows; tests compare them with the declared row. */
  readonly inspect?: (statement: Read<unknown> | Write<unknown>, rows: readonly unknown[]) => void;
};

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** Any statements, by whatever runs one. */
export const statementsOver = (run: Run, inspect?: DatabaseWish["inspect"]): Statements => {
  const all = async <Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]> => {
    try {
      const { rows } = await run({ name: statement.name, text: statement.text, values: statement.values });
      inspect?.(statement, rows);
      return rows as Row[];
    } catch (error) {
      throw translate(error, refusals);
    }
  };
  return { all, first: async (statement, refusals) => (await all(statement, refusals))[0] };
};

const attemptsOfTransaction = 3;

const runTransaction = async <Result>(
  pool: pg.Pool,
  work: (tx: Writer) => Promise<Result>,
  inspect: DatabaseWish["inspect"],
): Promise<Result> => {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("begin");
    const result = await work({ ...statementsOver((query) => client.query(query), inspect), inTransaction: true });
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
};

/** Connects to PostgreSQL; connections open when first needed, so this cannot fail. */
export const openDatabase = (wish: DatabaseWish): Database => {
  const shared = shareConnections(wish.url, wish.sharedConnections);
  const replica: SharedConnections = wish.readUrl ? shareConnections(wish.readUrl, wish.sharedConnections) : shared;
  const pool = new pg.Pool({
    ...connectionTo(wish.url),
    max: wish.transactionConnections,
    connectionTimeoutMillis: limits.waitForConnection,
    query_timeout: silenceLimit,
  });
  // A lost connection fails its next statement, or is replaced when it was idle; without listeners, on the pool for idle
  // ones and on each for one whose transaction is thinking, the loss would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  return {
    ...statementsOver(shared.run, wish.inspect),
    reader: statementsOver(replica.run, wish.inspect),
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runTransaction(pool, work, wish.inspect);
        } catch (error) {
          if (attempt >= attemptsOfTransaction || !isRetryable(error)) throw translate(error, undefined);
        }
      }
    },
    async close() {
      await Promise.all([shared.close(), replica === shared ? undefined : replica.close(), pool.end()]);
    },
  };
};
