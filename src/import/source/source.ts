import type { Readable } from "node:stream";
import type { Connection, ConnectionOptions } from "mysql2";
import type { Address } from "./address.ts";
import { ask } from "./query.ts";
import { lostFault, SourceFault, sourceFault } from "./source-fault.ts";
import { readShape, type Charsets, type Shape } from "./shape.ts";
import { selectAll, tables, type Moments, type TableName } from "./tables.ts";
import { zoneOf, type Zone } from "./time-zone.ts";

/** A row as its bytes are stored, by column; the names of further columns begin with `has:` and `utc:`. */
export type Bytes = Readonly<Record<string, Buffer | null>>;

/** The older shop's database, open for reading. */
export type Source = Shape & {
  readonly where: string;
  /** Does nobody else write to it until it is closed? */
  readonly isLocked: boolean;
  readonly zone: Zone;
  /** All rows of a table as they come; none for one that is missing. */
  rows(table: TableName): AsyncIterable<Bytes>;
  close(): Promise<void>;
};

const day = 86_400;
/** Rows that wait in memory for whoever reads them. */
const waiting = 100;

/** The driver's type leaves out the socket below it. */
type Wired = Connection & { readonly stream: { destroy(): void } };

const denied = new Set(["ER_DBACCESS_DENIED_ERROR", "ER_TABLEACCESS_DENIED_ERROR", "ER_ACCESS_DENIED_ERROR"]);

/** Is it locked meanwhile, and in which time zone did it write, if not in its server's? */
export type SourceOptions = {
  readonly lock: boolean;
  readonly timeZone?: string | undefined;
  /** Ends what is being read. */
  readonly signal?: AbortSignal;
  /** How long it may have nothing to say. */
  readonly patienceMilliseconds?: number;
};

/** A large table is sorted before its first row comes. */
const usualPatience = 600_000;

/** Opens the older shop's database and looks whether it is one; throws a SourceFault when it cannot be read. */
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

/** MyISAM knows no snapshots: what must not change while it is read is locked. False when this user may not. */
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
    // Without this the server would translate, and what the bytes are would be past finding out.
    await ask(connection.promise(), "set character_set_results = null");
    const sql = selectAll(tables[name], [...charsets.keys()], moments);
    const rows = connection.query({ sql, typeCast: (field) => field.buffer() }).stream({ highWaterMark: waiting });
    // A lost connection tells nobody but its own listeners: whoever waits for the next row would wait for ever.
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
  // Loaded by who imports: a shop that opens has no use for it.
  const { createConnection } = await import("mysql2");
  const connection = createConnection(optionsOf(address));
  // A connection that is lost fails whoever uses it; without a listener it would end the process.
  connection.on("error", () => undefined);
  // Whoever waits for an answer is told that the connection is lost.
  signal?.addEventListener("abort", () => (connection as Wired).stream.destroy());
  try {
    await connection.promise().connect();
    // The reader may take its time, and moments are told in UTC.
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

/** Rows as they come. One that is waited for too long ends the stream: a source that is frozen keeps its connection. */
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

/** Ends a connection at once. The driver alone takes leave and waits for the other side, which may have died. */
function hangUp(connection: Connection): void {
  connection.destroy();
  (connection as Wired).stream.destroy();
}
