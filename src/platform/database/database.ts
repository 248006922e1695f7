import { shareBudget, sharesOf } from "./budget.ts";
import type { Address, Limits } from "./connection.ts";
import { isRetryable, translate, type ByConstraint } from "./failure.ts";
import { openLanes, type Lanes } from "./lanes.ts";
import type { ReplicaReport } from "./replica.ts";
import { openReplicas, type Replicas, type TellOfReplica } from "./replicas.ts";
import { shareConnections, type SharedConnections } from "./shared.ts";
import type { ConnectionUse } from "./slots.ts";
import type { Read, Write } from "./statement.ts";
import { type Inspect, runAlone, runTransaction, statementsOver, type Statements, type Writer } from "./transaction.ts";

export type { Writer } from "./transaction.ts";

/** Runs read statements. A replica may answer them, so the latest writes may be missing. */
export type Reader = {
  all<Row>(statement: Read<Row>): Promise<Row[]>;
  first<Row>(statement: Read<Row>): Promise<Row | undefined>;
};

export type Database = Statements & {
  readonly reader: Reader;
  /**
   * Runs `work` in one transaction. Runs it again after a deadlock or serialization failure (up to three times in all),
   * and after it met a locked row. `wants` names rows that it is known to lock.
   */
  transaction<Result>(work: (tx: Writer) => Promise<Result>, wants?: readonly string[]): Promise<Result>;
  /**
   * Runs statements that do not need each other's results in one transaction and one round trip. Returns the rows of
   * the last one. Retries as `transaction` does.
   */
  atOnce<Row>(before: readonly Write<unknown>[], last: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]>;
  /** Returns the states of the replicas, in the order of their addresses; empty when there is none. */
  replicas(): ReplicaReport[];
  /**
   * Makes readers see, from now on, all that is committed by now. Call it before cached rows are invalidated: replicas
   * that are behind would fill the cache with outdated ones.
   */
  requireFreshReplicas(): void;
  /** Returns the present use of each kind of connections to the primary. */
  connections(): Readonly<Record<string, ConnectionUse>>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly url: Address;
  /** Addresses of the replicas that readers use; without any they read from the primary. */
  readonly readUrls?: readonly Address[];
  /** A replica that is further behind is not read from; by default 1000. */
  readonly longestLagMilliseconds?: number;
  readonly tellOfReplica?: TellOfReplica;
  readonly sharedConnections: number;
  readonly transactionConnections: number;
  /**
   * Maximum number of connections in all, with the one that listens and without those to replicas; "auto" is this
   * server's part of those that the database has. Without it, as many as the two numbers above name.
   */
  readonly connections?: number | "auto";
  readonly inspect?: Inspect;
  /** Limits that override the defaults. */
  readonly limits?: Partial<Limits>;
};

const mostAttempts = 3;

/** Connects to PostgreSQL; connections open when first needed, so this cannot fail. */
export function openDatabase(options: DatabaseOptions): Database {
  const { limits = {} } = options;
  const shared = shareConnections(options.url, options.sharedConnections, limits);
  const replicas = replicasOf(options, shared);
  const lanes = openLanes({ url: options.url, connections: options.transactionConnections, limits });
  const stopSharing = keepWithin(options, shared, lanes);

  const transaction: Database["transaction"] = async (work, wants) => {
    try {
      return await lanes.run((lane) => again(() => runTransaction(lane, work, options.inspect)), wants);
    } catch (error) {
      throw translate(error);
    }
  };

  const reading = statementsOver((statement) => shared.run(statement), options.inspect);
  // A write may wait for a lock. On a shared connection, all statements behind it would wait too.
  const write = <Row>(statement: Write<Row>, refusals?: ByConstraint): Promise<Row[]> =>
    lanes.run(
      ({ pool }) =>
        again(() => statementsOver((asked) => runAlone(pool, asked), options.inspect).all(statement, refusals)),
      wantsOf([statement]),
    );
  const all: Statements["all"] = (statement, refusals) =>
    statement.kind === "read" ? reading.all(statement, refusals) : write(statement, refusals);

  return {
    all,
    first: async (statement, refusals) => (await all(statement, refusals))[0],
    reader: statementsOver(replicas.run, options.inspect),
    replicas: replicas.reports,
    requireFreshReplicas: replicas.requireFresh,
    connections: () => ({ shared: shared.use(), ...lanes.use() }),
    transaction,
    async atOnce<Row>(before: readonly Write<unknown>[], last: Read<Row> | Write<Row>, refusals?: ByConstraint) {
      let rows: Promise<Row[]> = Promise.resolve([]);
      await transaction(
        async (tx) => {
          for (const statement of before) tx.send(statement, refusals);
          // Not awaited here, so that the commit is sent in the same message.
          rows = tx.all(last, refusals);
        },
        wantsOf([...before, last]),
      );
      return rows;
    },
    async close() {
      stopSharing();
      await Promise.all([shared.close(), replicas.close(), lanes.close()]);
    },
  };
}

/** Keeps a database's connections within their number. Returns a function that ends this. */
function keepWithin(options: DatabaseOptions, shared: SharedConnections, lanes: Lanes): () => void {
  const { connections = Infinity } = options;
  const resize = (most: number): void => {
    const shares = sharesOf(most, options);
    shared.resize(shares.shared);
    lanes.resize(shares);
  };
  if (connections === "auto") return shareBudget(shared.run, resize);
  if (connections !== Infinity) resize(connections);
  return () => undefined;
}

function replicasOf(options: DatabaseOptions, primary: SharedConnections): Replicas {
  return openReplicas({
    addresses: options.readUrls ?? [],
    primary: (statement) => primary.run(statement),
    connections: options.sharedConnections,
    limits: options.limits,
    longestLagMilliseconds: options.longestLagMilliseconds ?? 1000,
    tell: options.tellOfReplica ?? (() => undefined),
  });
}

function wantsOf(statements: readonly (Read<unknown> | Write<unknown>)[]): string[] {
  return statements.flatMap(({ wants }) => wants ?? []);
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      if (attempt >= mostAttempts || !isRetryable(error)) throw error;
    }
}
