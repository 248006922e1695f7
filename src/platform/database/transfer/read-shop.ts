import type pg from "pg";
import type { Address } from "../connection.ts";
import { appliedMigrations, connectFreely, type Applied } from "../migrate.ts";
import { copyStatement, findTables, sequenceValues, type SequenceValue, type Table } from "./tables.ts";

/** A shop as it was at one moment, while it goes on selling. */
export type ShopSnapshot = {
  /** Version of PostgreSQL, such as 18.4. */
  readonly postgres: string;
  readonly migrations: readonly Applied[];
  readonly tables: readonly Table[];
  /** Reads a table in `COPY`'s text format; one at a time, and to its end. */
  rows(table: Table): Promise<AsyncIterable<Buffer>>;
  sequences(): Promise<readonly SequenceValue[]>;
};

const hour = 3_600_000;
/** Limits of a session that reads or loads a whole shop, table by table. */
export const limitsOfTransfer = { statement: hour, lock: 60_000, idleInTransaction: hour };

/** Runs the work on a snapshot of the named tables. Locks nothing that a shop's statements need. */
export async function readShop<Result>(
  url: Address,
  names: readonly string[],
  work: (shop: ShopSnapshot) => Promise<Result>,
): Promise<Result> {
  const client = await connectFreely(url, limitsOfTransfer);
  try {
    await client.query("begin isolation level repeatable read, read only");
    const { rows } = await client.query<{ postgres: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as postgres",
    );
    const tables = await findTables(client, names);
    return await work({
      postgres: rows[0]?.postgres ?? "",
      migrations: await appliedMigrations(client),
      tables,
      rows: (table) => rowsOf(client, table),
      sequences: () => sequenceValues(client, tables),
    });
  } finally {
    // Ends the transaction too.
    await client.end();
  }
}

/** Reads the rows of a table in `COPY`'s text format. */
export async function rowsOf(client: pg.Client, table: Table): Promise<AsyncIterable<Buffer>> {
  const { to } = await import("pg-copy-streams");
  return client.query(to(copyStatement(table, "to stdout")));
}
