import pg from "pg";
import { connectionTo } from "./connection.ts";
import { statementsOver, type Writer } from "./database.ts";

const hour = 3_600_000;

export type LongTransaction = {
  readonly url: string;
  /** Everything is done, and then undone: to see what would become of it. */
  readonly isRehearsal: boolean;
};

/**
 * Runs `work` in one transaction on a connection of its own, for a command that moves a whole shop: a statement may take
 * an hour, and so may the work between two of them.
 */
export const longTransaction = async <Result>(
  { url, isRehearsal }: LongTransaction,
  work: (tx: Writer) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({
    ...connectionTo(url),
    connectionTimeoutMillis: 10_000,
    statement_timeout: hour,
    lock_timeout: 60_000,
    idle_in_transaction_session_timeout: hour,
  });
  // A lost connection fails its next statement.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("begin");
    const result = await work({ ...statementsOver((query) => client.query(query)), inTransaction: true });
    await client.query(isRehearsal ? "rollback" : "commit");
    return result;
  } finally {
    // An open transaction ends with its connection.
    await client.end();
  }
};
