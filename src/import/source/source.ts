import type { Readable } from "node:stream";
import type { Connection, ConnectionOptions } from "mysql2";
import type { Address } from "./address.ts";
import { ask } from "./query.ts";
import { lostFault, SourceFault, sourceFault } from "./source-fault.ts";
import { readShape, type Charsets, type Shape } from "./shape.ts";
import { selectAll, tables, type Moments, type TableName } from "./tables.ts";
import { zoneOf, type Zone } from "./time-zone.ts";

/** A row's stored bytes, by column; the names of computed columns begin with `has:` and `utc:`. */
export type Bytes = Readonly<Record<string, Buffer | null>>;

/** The source database, open for reading. */
export type Source = Shape & {
  readonly where: string;
  /** Whether the source's tables are locked against writes until it is closed. */
  readonly isLocked: boolean;
  readonly zone: Zone;
  /** Streams all rows of a table; none for a missing table. */
  rows(table: TableName): AsyncIterable<Bytes>;
  close(): Promise<void>;
};

const day = 86_400;
/** Number of rows buffered in memory. */
const waiting = 100;

/** The driver's type omits the underlying socket. */
type Wired = Connection & { readonly stream: { destroy(): void } };

const denied = new Set(["ER_DBACCESS_DENIED_ERROR", "ER_TABLEACCESS_DENIED_ERROR", "ER_ACCESS_DENIED_ERROR"]);

/** Whether to lock the source, and the time zone in which it wrote, if not that of its server. */
export type SourceOptions = {
  readonly lock: boolean;
  readonly timeZone?: string | undefined;
  /** Aborts all reads. */
  readonly signal?: AbortSignal;
  /** Maximum time without a new row. */
  readonly patienceMilliseconds?: number;
};

/** Long, because a large table is sorted before its first row arrives. */
const usualPatience = 600_000;

/** Opens the source database and checks its tables. Throws SourceFault when it cannot be read. */
export async function openSource(address: Address, options: SourceOptions): Promise<Source> {
  const connection = await connect(address, options.signal);
  try {
    const shape = await readShape(connection.promise(), address.where);
    const zone = await zoneOf(connection.promise(), options.timeZone);
    const moments = { columns: shape.datetimes, zone: zone.sql };
    return {
      ...shape,
      zone,
      where: address.where,
      isLocked: options.lock && (await lock(connection, shape)),
      async *rows(table) {
        const charsets = shape.columns.get(table);
        if (charsets) yield* stream(address, table, { charsets, moments }, options);
      },
      close: async () => hangUp(connection),
    };
  } catch (error) {
    hangUp(connection);
    throw error instanceof SourceFault ? error : sourceFault(error, address.where, address.database);
  }
}

/** Locks the source's tables, because MyISAM has no snapshots. Returns false when the user lacks the privilege. */
async function lock(connection: Connection, shape: Shape): Promise<boolean> {
  try {
    const reads = [...shape.columns.keys()].map((name) => `\`${name}\` read`);
    await ask(connection.promise(), `lock tables ${reads.join(", ")}`);
    return true;
  } catch (error) {
    if (denied.has((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}

/** Reads a table on a connection of its own, no faster than its rows are used. */
async function* stream(
  address: Address,
  name: TableName,
  { charsets, moments }: { readonly charsets: Charsets; readonly moments: Moments },
  { signal, patienceMilliseconds = usualPatience }: SourceOptions,
): AsyncGenerator<Bytes> {
  const connection = await connect(address, signal);
  try {
    // Without this the server would convert the text, and the stored bytes could not be recovered.
    await ask(connection.promise(), "set character_set_results = null");
    const sql = selectAll(tables[name], [...charsets.keys()], moments);
    const rows = connection.query({ sql, typeCast: (field) => field.buffer() }).stream({ highWaterMark: waiting });
    // The driver reports a lost connection only to the connection's listeners: the reader of the stream would wait
    // forever.
    connection.once("error", (error) => rows.destroy(error));
    yield* unstalled(rows, patienceMilliseconds);
  } catch (error) {
    throw lostFault(error, address.where, name);
  } finally {
    hangUp(connection);
  }
}

async function connect(address: Address, signal: AbortSignal | undefined): Promise<Connection> {
  signal?.throwIfAborted();
  // Loaded on demand: a server start does not need it.
  const { createConnection } = await import("mysql2");
  const connection = createConnection(optionsOf(address));
  // A lost connection fails the pending query; without a listener its error event would end the process.
  connection.on("error", () => undefined);
  // Destroying the socket makes pending queries fail.
  signal?.addEventListener("abort", () => (connection as Wired).stream.destroy());
  try {
    await connection.promise().connect();
    // The long timeouts permit a slow reader; timestamps are returned in UTC.
    await ask(
      connection.promise(),
      `set net_write_timeout = ${day}, wait_timeout = ${day}, lock_wait_timeout = 60, time_zone = '+00:00'`,
    );
    return connection;
  } catch (error) {
    hangUp(connection);
    throw sourceFault(error, address.where, address.database);
  }
}

function optionsOf(address: Address): ConnectionOptions {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    ...(address.isEncrypted ? { ssl: {} } : {}),
    connectTimeout: 10_000,
    enableKeepAlive: true,
  };
}

/** Streams the rows, and fails when the next one takes too long: a source that hangs keeps its connection open. */
async function* unstalled(rows: Readable, milliseconds: number): AsyncGenerator<Bytes> {
  let isAwaited = true;
  const watch = setTimeout(() => {
    if (isAwaited) rows.destroy(new Error(`nothing came of it for ${milliseconds / 1000} seconds`));
    else watch.refresh();
  }, milliseconds);
  try {
    for await (const row of rows) {
      isAwaited = false;
      yield row as Bytes;
      isAwaited = true;
      watch.refresh();
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Closes a connection at once. The driver's own close waits for the server, which may have died. */
function hangUp(connection: Connection): void {
  connection.destroy();
  (connection as Wired).stream.destroy();
}
