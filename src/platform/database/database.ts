import type { Address, Limits } from "./connection.ts";
import { isRetryable, translate, type ByConstraint } from "./failure.ts";
import { openLanes } from "./lanes.ts";
import { shareConnections, type SharedConnections } from "./shared.ts";
import type { Read, Write } from "./statement.ts";
import { type Inspect, runAlone, runTransaction, statementsOver, type Statements, type Writer } from "./transaction.ts";

export type { Writer } from "./transaction.ts";

/** Runs reading statements; a replica may answer, so what was just written may be missing. */
export type Reader = {
  all<Row>(statement: Read<Row>): Promise<Row[]>;
  first<Row>(statement: Read<Row>): Promise<Row | undefined>;
};

export type Database = Statements & {
  readonly reader: Reader;
  /**
   * Runs `work` in one transaction, again (up to three times in all) after a deadlock or serialization failure, and again
   * when it met a lock that is held.
   */
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
  /** Other limits than the shop's. */
  readonly limits?: Partial<Limits>;
};

const mostAttempts = 3;

const again = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      if (attempt >= mostAttempts || !isRetryable(error)) throw error;
    }
};

/** Connects to PostgreSQL; connections open when first needed, so this cannot fail. */
export const openDatabase = (wish: DatabaseWish): Database => {
  const { limits = {} } = wish;
  const shared = shareConnections(wish.url, wish.sharedConnections, limits);
  const replica: SharedConnections = wish.readUrl
    ? shareConnections(wish.readUrl, wish.sharedConnections, limits)
    : shared;
  const lanes = openLanes({ url: wish.url, connections: wish.transactionConnections, limits });

  const transaction: Database["transaction"] = async (work) => {
    try {
      return await lanes.run((pool) => again(() => runTransaction(pool, work, wish.inspect)));
    } catch (error) {
      throw translate(error, undefined);
    }
  };

  const reading = statementsOver(shared.run, wish.inspect);
  // One that writes may meet a lock, and over a shared connection all that was asked behind it would wait with it.
  const writing = statementsOver(
    (statement) => lanes.run((pool) => again(() => runAlone(pool, statement))),
    wish.inspect,
  );

  return {
    all: (statement, refusals) => (statement.kind === "read" ? reading : writing).all(statement, refusals),
    first: (statement, refusals) => (statement.kind === "read" ? reading : writing).first(statement, refusals),
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
      await Promise.all([shared.close(), replica === shared ? undefined : replica.close(), lanes.close()]);
    },
  };
};
