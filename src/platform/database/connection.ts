import pg from "pg";

/** Time limits, in milliseconds. The database itself enforces all but `waitForConnection`. */
export const limits = {
  statement: 5000,
  lock: 2000,
  /** Lock timeout of the first attempt: a transaction that meets a locked row gives up its connection this soon. */
  briefLock: 30,
  idleInTransaction: 10_000,
  waitForConnection: 1000,
};
export type Limits = typeof limits;

/**
 * Maximum number of statements prepared on a connection before a new connection replaces it. Each takes some 40 kB of
 * the database's memory for the life of the connection, and clients combine filters into tens of thousands of texts.
 * Only some two hundred texts do not depend on a client's input, and a connection runs part of these.
 */
export const mostPrepared = 300;

/** Maximum wait for a reply, longer than a statement may take: a stopped or unreachable database never sends one. */
export const silenceLimit = limits.statement + 2000;

const int8 = 20;
/** Parsers of the database's values: 8-byte integers become numbers. */
export const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as "text"),
} as pg.CustomTypesConfig;

/**
 * Session settings that must not depend on the defaults of a server, a database or a role. Read committed: a
 * transaction that waited for a row continues with the row's current state. `jit`: compiling a plan costs more than any
 * of our statements. `random_page_cost`: on today's disks, a random read costs what a sequential one does.
 * `enable_seqscan`: a table is read by an index wherever possible, so that a small shop has a large shop's plans.
 * `timezone`: a cursor holds a time as UTC text. The driver parses the formats of times, numbers and bytes set here.
 * Whether the database is writable is left to its operator: a host whose disk is filling up makes it read-only.
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
  // Pooled connections stay idle.
  idle_session_timeout: "0",
};

type SessionConfig = pg.ClientConfig & {
  readonly session: Readonly<Record<string, string>>;
  /** The URL as the address has it, and the address if it follows the primary. */
  readonly url: string;
  readonly following?: Following;
};

/** The primary among several hosts. It is told of connections, so that it notices and cuts those to a former primary. */
export type Following = {
  /** Returns the URL of the primary; throws when none is known. */
  url(): string;
  /** Called when a connection to a URL is open. */
  opened(client: pg.Client, url: string): void;
  /** Called when a connection is lost, cannot be opened, or refuses a write as a standby does. */
  suspect(): void;
};

/**
 * A database's URL. A function is called for each new connection, because a restarted database may have moved; among
 * several hosts, the primary is looked for.
 */
export type Address = string | (() => string) | Following;

/** SQLSTATE of a write that a standby or another read-only server refuses. */
const readOnlyState = "25006";

/** The driver's messages from the server; the driver's type omits them. */
type Messages = { on(event: "errorMessage", listener: (message: { readonly code?: string }) => void): void };

type Failed = (error: Error) => void;
type Connected = Failed | ((error: null, client: pg.Client) => void);

/**
 * A connection that sets its session settings before anything else runs on it. It sets them by a statement, because a
 * connection pooler rejects them in the startup message.
 */
export class SessionClient extends pg.Client {
  readonly #config: SessionConfig;

  constructor(config: SessionConfig) {
    super(config);
    this.#config = config;
    // The loss of a connection fails its pending statements; without a listener, this event would end the process.
    this.on("error", () => config.following?.suspect());
    const { connection } = this as pg.Client as pg.Client & { readonly connection: Messages };
    connection.on("errorMessage", ({ code }) => {
      if (code === readOnlyState) config.following?.suspect();
    });
  }

  async #open(): Promise<pg.Client> {
    try {
      await super.connect();
      await this.query(settle(this.#config.session, this.#config.connectionTimeoutMillis));
      this.#config.following?.opened(this, this.#config.url);
      return this;
    } catch (error) {
      this.end().catch(() => undefined);
      this.#config.following?.suspect();
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

/** Returns how many statements a text counts for: a plan takes some 50 bytes for each character of its text. */
export function preparedWeight(text = ""): number {
  return Math.max(1, text.length / 800);
}

/** Returns the driver's settings for a connection, with every limit set. */
export function connectionTo(address: Address, own: Partial<Limits> = {}): SessionConfig {
  const { statement, lock, idleInTransaction, waitForConnection } = { ...limits, ...own };
  const url = urlOf(address);
  return {
    ...(typeof address === "object" ? { following: address } : {}),
    url,
    connectionString: inFull(url),
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

/** Returns the current URL of an address. */
export function urlOf(address: Address): string {
  if (typeof address === "object") return address.url();
  return typeof address === "string" ? address : address();
}

/**
 * Returns the URL with `sslmode=verify-full` in place of the other modes that use TLS. The driver verifies the
 * certificate in full for all of these, but for the others it first prints a long warning that a later version will
 * verify less.
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
    // Nothing else runs on the connection yet, so this timeout affects no other statement.
    query_timeout: milliseconds,
  };
}
