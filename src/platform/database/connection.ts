import pg from "pg";

/** Limits of one statement and one transaction, in milliseconds, kept by the database itself; and of waiting for a connection. */
export const limits = {
  statement: 5000,
  lock: 2000,
  /** A first try at a lock: whoever meets a held row lets go of the connection this soon. */
  briefLock: 30,
  idleInTransaction: 10_000,
  waitForConnection: 1000,
};
export type Limits = typeof limits;

/**
 * Statements that a connection prepares before another takes its place. Each takes some 40 kB of the database's memory for as
 * long as the connection lasts, and clients decide which filters they put together: there are tens of thousands of texts.
 * Those that do not follow from what a client sends are some two hundred, of which a connection meets a part.
 */
export const mostPrepared = 300;

/** A statement's reply must come within its own limit; a database that is stopped or cut off never sends one. */
export const silenceLimit = limits.statement + 2000;

const int8 = 20;
/** What the driver makes of the database's values: 8-byte integers are numbers. */
export const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as "text"),
} as pg.CustomTypesConfig;

/**
 * What a session must not leave to the defaults of a server, a database or a role. Read committed: whoever waited for a
 * row goes on with the row as it is now. Compiling a plan costs more than any statement of ours takes. On what disks are
 * today, a page out of order costs what one in order does; and a table that can be read by an index is, so that a small
 * shop's plans are a large shop's. A cursor holds a time as UTC text. The driver reads what these make of times, numbers
 * and bytes. Whether a database may be written is left to whoever runs it: a host whose disk is filling up says no.
 */
const sessionSettings = {
  default_transaction_isolation: "read committed",
  jit: "off",
  random_page_cost: "1.1",
  enable_seqscan: "off",
  timezone: "UTC",
  datestyle: "ISO",
  standard_conforming_strings: "on",
  extra_float_digits: "1",
  bytea_output: "hex",
  // Connections rest in a pool.
  idle_session_timeout: "0",
};

type SessionConfig = pg.ClientConfig & { readonly session: Readonly<Record<string, string>> };

/** Where a database is. A function is asked for each new connection: a database that was started again may have moved. */
export type Address = string | (() => string);

type Failed = (error: Error) => void;
type Connected = Failed | ((error: null, client: pg.Client) => void);

/**
 * A connection whose settings are ours as soon as it is there. They are asked for by a statement, as a pooler between
 * refuses to take them along with the greeting.
 */
export class SessionClient extends pg.Client {
  readonly #config: SessionConfig;

  constructor(config: SessionConfig) {
    super(config);
    this.#config = config;
    // The loss of a connection fails whatever is asked of it; with nobody listening it would end the process.
    this.on("error", () => undefined);
  }

  async #open(): Promise<pg.Client> {
    try {
      await super.connect();
      await this.query(settle(this.#config.session, this.#config.connectionTimeoutMillis));
      return this;
    } catch (error) {
      this.end().catch(() => undefined);
      throw error;
    }
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.Client> | void {
    const opened = this.#open();
    if (!callback) return opened;
    const told = callback as (error: Error | null, client?: pg.Client) => void;
    void opened.catch((error: unknown) => void told(error as Error)).then((client) => client && told(null, client));
  }
}

/** A plan takes some 50 bytes for each character of its text: a long text counts for several. */
export function preparedWeight(text = ""): number {
  return Math.max(1, text.length / 800);
}

/** The driver's settings for a connection, with every limit set. */
export function connectionTo(address: Address, own: Partial<Limits> = {}): SessionConfig {
  const { statement, lock, idleInTransaction, waitForConnection } = { ...limits, ...own };
  return {
    connectionString: inFull(urlOf(address)),
    application_name: "selvedge",
    connectionTimeoutMillis: waitForConnection,
    keepAlive: true,
    types,
    session: {
      ...sessionSettings,
      statement_timeout: String(statement),
      lock_timeout: String(lock),
      idle_in_transaction_session_timeout: String(idleInTransaction),
    },
  };
}

/** The address as it is now. */
export function urlOf(address: Address): string {
  return typeof address === "string" ? address : address();
}

/**
 * The driver looks at the certificate in full whichever of these words asks for TLS; said with this one it does not warn,
 * at length and before anything else, that a later version of it will look less.
 */
function inFull(url: string): string {
  if (!/[?&]sslmode=(prefer|require|verify-ca)(&|$)/.test(url) || /[?&]uselibpqcompat=true(&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)[a-z-]+/, "$1verify-full");
}

function settle(session: SessionConfig["session"], milliseconds: number | undefined) {
  return {
    text: Object.entries(session)
      .map(([name, value]) => `set ${name} = '${value}'`)
      .join("; "),
    // The connection is nobody's yet, so this limit costs nobody else theirs.
    query_timeout: milliseconds,
  };
}
