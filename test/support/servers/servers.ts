import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import pg from "pg";
import { pino } from "pino";
import { readConfig } from "../../../src/platform/config.ts";
import { openShop, type Shop } from "../../../src/server/app.ts";
import { askingUrl, type Ask, type Json } from "../clients/buyers.ts";
import { shownByReplica } from "../databases/lagging-replica.ts";
import { freePort } from "./free-port.ts";
import { isBalanced, openFront } from "./front.ts";
import { startProgram } from "./program.ts";
import { cloneDatabase, openTestDatabase } from "./shop.ts";
import { spoiled, type Pause, type Spoil } from "../statements/spoiled.ts";

/** A server of a shop, with real sockets. */
export type Server = {
  readonly url: string;
  readonly ask: Ask;
  /** Kills it in the middle of its work; requests that wait get no reply. */
  kill(): Promise<void>;
  /** Ends it as a supervisor does when it starts another: it answers until proxies have noticed. */
  retire(): Promise<void>;
  close(): Promise<void>;
};

export type ServerOptions = {
  readonly settings?: Readonly<Record<string, string>>;
  /** A bug to plant in the statements. */
  readonly spoil?: Spoil;
  /** Where statements wait for one another, so that a planted race happens every time. */
  readonly pause?: Pause;
  /** A bug to plant in the server. */
  readonly plant?: (app: Shop["app"]) => void;
};

/**
 * Settings as in production: jobs run next to requests, and every limit applies. Buyers are distinguished by their
 * addresses, as a proxy sends them.
 */
const settingsForTests = {
  LOG_LEVEL: "silent",
  TRUST_PROXY: "127.0.0.1",
  RATE_LIMIT_PER_MINUTE: "6000",
  // A few buyers place the orders of thousands; each order is still counted.
  ORDERS_PER_HOUR: "100000",
  MAX_RESERVED_UNITS_NETWORK: "1000000",
  // No proxy but the tests checks a server that is being retired.
  SHUTDOWN_DELAY_SECONDS: "1",
} as const;

/** For tests in which few customers leave many orders unpaid: they do not test the limits on that. */
export const withoutBounds = {
  MAX_PENDING_ORDERS: "0",
  MAX_PENDING_ORDERS_UNPROVEN: "0",
  MAX_RESERVED_UNITS: "0",
  MAX_RESERVED_UNITS_UNPROVEN: "0",
} as const;

/**
 * Opens a server in this process, where bugs can be planted; several on one database are one shop. On the ground with
 * HAProxy, two of them stand behind it.
 */
export const openServer = async (databaseUrl: string, wish: ServerOptions = {}): Promise<Server> => {
  if (!isBalanced()) return openOne(databaseUrl, wish);
  const [one, other] = [await openOne(databaseUrl, wish), await openOne(databaseUrl, wish)];
  const { url, ask, close } = await openFront([one.url, other.url]);
  const end = (how: "kill" | "retire" | "close") => async () => {
    await close();
    await Promise.all([one[how](), other[how]()]);
  };
  return { url, ask, kill: end("kill"), retire: end("retire"), close: end("close") };
};

const openOne = async (databaseUrl: string, wish: ServerOptions, port = 0): Promise<Server> => {
  const { settings = {}, spoil = (text) => text, pause, plant } = wish;
  const config = readConfig({ ...settingsForTests, ...settings });
  const shop = await openShop({
    config,
    log: pino({ level: config.logLevel }),
    databaseUrl,
    migration: 0,
    db: spoiled(openTestDatabase(databaseUrl), spoil, pause),
  });
  plant?.(shop.app);
  await shop.app.listen({ host: "127.0.0.1", port });
  const url = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}`;
  const hangUp = async () => {
    shop.app.server.close();
    shop.app.server.closeAllConnections();
  };
  return { url, ask: askingUrl(url), kill: hangUp, retire: shop.close, close: shop.close };
};

/**
 * Maximum number of starts: when other tests use the processor, a starting server may get no database connection in
 * time.
 */
const mostStarts = 3;
const started = async (settings: Readonly<Record<string, string>>) => {
  for (let starts = 1; ; starts += 1) {
    try {
      return await startProgram(settings);
    } catch (error) {
      if (starts === mostStarts) throw error;
    }
  }
};

/** Starts a server as a separate process, as a shop's owner does. */
const startServer = async (databaseUrl: string, { settings = {} }: ServerOptions, port: number): Promise<Server> => {
  const required = { DATABASE_URL: databaseUrl, PORT: String(port) };
  const own = { ...settingsForTests, SAMPLE_CATALOGUE: "off", ...settings, ...required };
  const { url, end } = await started(own);
  return {
    url,
    ask: askingUrl(url),
    kill: () => end("SIGKILL"),
    retire: () => end("SIGTERM"),
    close: () => end("SIGINT"),
  };
};

export type TwoServers = {
  readonly databaseUrl: string;
  /** Folder of both servers' mails. */
  readonly dataDir: string;
  readonly servers: readonly [Server, Server];
  /** Opens another server in place of one that was ended. */
  replace(index: 0 | 1): Promise<void>;
  /** Runs SQL for the test and returns its rows. */
  sql(text: string, values?: unknown[]): Promise<Json[]>;
};

export type TwoServersOptions = {
  /** Returns the options of the servers, once what these need exists. */
  readonly wish?: () => ServerOptions | Promise<ServerOptions>;
  /** Runs before the first test. */
  readonly prepare?: (open: TwoServers) => Promise<void>;
  /** The shared database; by default a separate one on the PostgreSQL server of all tests. */
  readonly database?: () => Promise<{ url: string; drop(): Promise<void> }>;
};

type Ends = (() => Promise<unknown>)[];

/**
 * Opens two servers on a separate database and closes them after the tests: two processes, or with a planted bug both
 * in this one. On the ground with HAProxy, either is asked through it, and each request goes to one of them.
 */
export const twoServers = ({
  wish = () => ({}),
  prepare,
  database = cloneDatabase,
}: TwoServersOptions = {}): (() => TwoServers) => {
  let open: TwoServers | undefined;
  const ends: Ends = [];
  before(async () => {
    const { url: databaseUrl, drop } = await database();
    ends.push(drop);
    const dataDir = await mkdtemp(join(tmpdir(), "selvedge-servers-"));
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    pool.on("error", () => undefined);
    ends.push(() => pool.end());
    const wished = await wish();
    const given = { ...wished, settings: { DATA_DIR: dataDir, ...wished.settings } };
    const isSound = !given.spoil && !given.pause && !given.plant;
    open = {
      databaseUrl,
      dataDir,
      ...(await openBoth((port) => (isSound ? startServer : openOne)(databaseUrl, given, port), ends)),
      sql: shownByReplica(databaseUrl, (text, values) => pool.query(text, values)),
    };
    await prepare?.(open);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!open) throw new Error("The servers open before the first test.");
    return open;
  };
};

/** Starts two servers, on given ports or any (0), and HAProxy in front of them where the ground has it. */
const openBoth = async (
  start: (port: number) => Promise<Server>,
  ends: Ends,
): Promise<Pick<TwoServers, "servers" | "replace">> => {
  // HAProxy looks for a server in place of another where that one was.
  const ports = isBalanced() ? ([await freePort(), await freePort()] as const) : ([0, 0] as const);
  const running = new Set<Server>();
  ends.push(() => Promise.all([...running].map((server) => server.close())));
  const startAt = async (index: 0 | 1): Promise<Server> => {
    const server = await start(ports[index]);
    running.add(server);
    return server;
  };
  const [one, other] = await Promise.allSettled([startAt(0), startAt(1)]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  const own: [Server, Server] = [one.value, other.value];
  const front = isBalanced() ? await openFront([own[0].url, own[1].url]) : undefined;
  if (front) ends.push(front.close);
  const reached = (server: Server): Server => (front ? { ...server, url: front.url, ask: front.ask } : server);
  const servers: [Server, Server] = [reached(own[0]), reached(own[1])];
  return {
    servers,
    async replace(index) {
      running.delete(own[index]);
      own[index] = await startAt(index);
      servers[index] = reached(own[index]);
      await front?.untilBothAreUp();
    },
  };
};
