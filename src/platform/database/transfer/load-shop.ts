import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { dropIndexes } from "../bulk.ts";
import type { Address } from "../connection.ts";
import { requireFit } from "../fitness.ts";
import { connectFreely, migrateWithin, requireKnown, type Applied } from "../migrate.ts";
import { limitsOfTransfer, rowsOf } from "./read-shop.ts";
import { rowChecksum, type Total } from "./row-checksum.ts";
import { copyStatement, findTables, setSequences, tableNames, type SequenceValue, type Table } from "./tables.ts";
import { TransferFault } from "./transfer-fault.ts";

/** Rows of one table in `COPY`'s text format. Several parts of a table each end with a whole row. */
export type RowsPart = { readonly table: Table; readonly rows: AsyncIterable<Buffer> };

/** What the tables hold at the source, by name, and the values of its sequences. */
export type Expected = {
  readonly totals: ReadonlyMap<string, Total>;
  readonly sequences: readonly SequenceValue[];
};

export type ShopLoad = {
  readonly url: Address;
  readonly migrations: readonly Applied[];
  readonly tables: readonly Table[];
  readonly parts: AsyncIterable<RowsPart>;
  /** Called once all parts are read. */
  readonly expected: () => Promise<Expected>;
};

/** Number of tables and rows that were loaded and compared. */
export type Loaded = { readonly tables: number; readonly rows: number };

/**
 * Fills an empty database with a shop, in one transaction: a failure at any moment leaves it empty. The shop is loaded
 * with the schema it had, each table is read back and compared with its count and checksum at the source, and then the
 * newer migrations are applied. Throws TransferFault when the database holds a shop, or a table differs.
 */
export async function loadShop({ url, migrations, tables, parts, expected }: ShopLoad): Promise<Loaded> {
  await requireKnown(migrations);
  const client = await connectFreely(url, limitsOfTransfer);
  try {
    await client.query("begin");
    await requireEmpty(client, tables);
    const foreign = await tableNames(client);
    await migrateWithin(client, migrations.at(-1)?.number ?? 0);
    await requireSameTables(client, tables, foreign);
    await client.query(`truncate ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(", ")}`);
    const recreateIndexes = await dropIndexes(
      client,
      tables.map(({ name }) => name),
    );
    for await (const part of parts) await fill(client, part);
    await recreateIndexes();
    const { totals, sequences } = await expected();
    await setSequences(client, tables, sequences);
    const rows = await compareAll(client, tables, totals);
    await migrateWithin(client);
    await client.query("commit");
    await client.query("vacuum (analyze)");
    return { tables: tables.length, rows };
  } finally {
    // Closing the connection rolls back a transaction that was not committed.
    await client.end();
  }
}

async function requireEmpty(client: pg.Client, tables: readonly Table[]): Promise<void> {
  await requireFit(client);
  const [found] = await findTables(client, ["schema_migration", ...tables.map(({ name }) => name)]);
  if (!found) return;
  throw new TransferFault(
    `The database holds a shop already (it has the table ${found.name}), and nothing is overwritten. Name an empty one: set DATABASE_URL to another database, or DATA_DIR to a folder without one.`,
  );
}

/** Throws TransferFault unless the source has the tables that the migrations made, and no other table or column. */
async function requireSameTables(
  client: pg.Client,
  tables: readonly Table[],
  foreign: readonly string[],
): Promise<void> {
  const names = (await tableNames(client)).filter((name) => name !== "schema_migration" && !foreign.includes(name));
  const missing = names.find((name) => !tables.some((table) => table.name === name));
  if (missing !== undefined) throw new TransferFault(`The source lacks the table ${missing}. Nothing was kept.`);
  const here = await findTables(client, names);
  for (const { name, columns } of tables) {
    const own = here.find((table) => table.name === name)?.columns;
    const strange = own ? columns.find((column) => !own.includes(column)) : undefined;
    if (own && strange === undefined) continue;
    throw new TransferFault(
      `The source has ${own ? `the column ${strange} in its table ${name}` : `the table ${name}`}, which no migration made. Remove it there, or keep it elsewhere, and begin again.`,
    );
  }
}

async function fill(client: pg.Client, { table, rows }: RowsPart): Promise<void> {
  const { from } = await import("pg-copy-streams");
  await pipeline(Readable.from(rows), client.query(from(copyStatement(table, "from stdin"))));
}

/** Reads every table back. Returns the number of rows; throws TransferFault for a table that differs. */
async function compareAll(client: pg.Client, tables: readonly Table[], totals: Expected["totals"]): Promise<number> {
  let all = 0;
  for (const table of tables) {
    const checksum = rowChecksum();
    for await (const chunk of await rowsOf(client, table)) checksum.add(chunk);
    const here = checksum.total();
    const there = totals.get(table.name);
    if (here.rows !== there?.rows || here.checksum !== there.checksum)
      throw new TransferFault(
        `The table ${table.name} is not as it was: ${here.rows} rows instead of ${there?.rows ?? 0}, or another content. Nothing was kept.`,
      );
    all += here.rows;
  }
  return all;
}
