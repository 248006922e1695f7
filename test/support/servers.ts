import type { AddressInfo } from "node:net";
import { after, before } from "node:test";
import pg from "pg";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { openShop, type Shop } from "../../src/server/app.ts";
import { askingUrl, type Ask, type Json } from "./buyers.ts";
import { startProgram } from "./program.ts";
import { cloneDatabase, openTestDatabase } from "./shop.ts";
import { spoiled, type Spoil } from "./statements/spoiled.ts";
import { isFull } from "./trials.ts";

/** A server of a shop, with real sockets. */
export type Server = {
  readonly url: string;
  readonly ask: Ask;
  /** Ends it in the midst of whatever it does; nobody who waits for it is answered. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

export type ServerWish = {
  readonly settings?: Readonly<Record<string, string>>;
  /** A bug to plant in the statements. */
  readonly spoil?: Spoil;
  /** A bug to plant in the server. */
  readonly plant?: (app: Shop["app"]) => void;
};

const settingsForTests = { LOG_LEVEL: "silent", WORKER: "off", RATE_LIMIT: "off" } as const;

/** Opens a server in this process, where bugs can be planted; several on one database are one shop. */
export const openServer = async (
  databaseUrl: string,
  { settings = {}, spoil, plant }: ServerWish = {},
): Promise<Server> => {
  const config = readConfig({ ...settingsForTests, ...settings });
  const db = openTestDatabase(databaseUrl);
  const shop = await openShop({
    config,
    log: pino({ level: config.logLevel }),
    databaseUrl,
    migration: 0,
    db: spoil ? spoiled(db, spoil) : db,
  });
  plant?.(shop.app);
  await shop.app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}`;
  const hangUp = async () => {
    shop.app.server.close();
    shop.app.server.closeAllConnections();
  };
  return { url, ask: askingUrl(url), kill: hangUp, close: shop.close };
};

/** Starts a server as a process of its own, as a shop's owner does. */
export const startServer = async (databaseUrl: string, { settings = {} }: ServerWish = {}): Promise<Server> => {
  const { url, end } = await startProgram({
    ...settingsForTests,
    SAMPLE_CATALOGUE: "off",
    ...settings,
    DATABASE_URL: databaseUrl,
  });
  return { url, ask: askingUrl(url), kill: () => end("SIGKILL"), close: () => end("SIGINT") };
};

export type TwoServers = {
  readonly databaseUrl: string;
  readonly servers: readonly [Server, Server];
  /** Runs SQL of the test's own and answers its rows. */
  sql(text: string, values?: unknown[]): Promise<Json[]>;
};

type TwoServersWish = {
  /** How the servers are, once what they need is there. */
  readonly wish?: () => ServerWish | Promise<ServerWish>;
  /** Runs before the first test. */
  readonly prepare?: (open: TwoServers) => Promise<void>;
};

/** Two servers on a database of the suite's own, closed after its tests: in two processes, or with a planted bug both in this one. */
export const twoServers = ({ wish = () => ({}), prepare }: TwoServersWish = {}): (() => TwoServers) => {
  let open: TwoServers | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => {
    const { url: databaseUrl, drop } = await cloneDatabase();
    ends.push(drop);
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on("error", () => undefined);
    await client.connect();
    ends.push(() => client.end().catch(() => undefined));
    const given = await wish();
    const isSound = !given.spoil && !given.plant;
    const start = async (open: typeof openServer) => {
      const server = await open(databaseUrl, given);
      ends.push(server.close);
      return server;
    };
    open = {
      databaseUrl,
      // A brief run spares one of the processes: this one is another than the first server's.
      servers: await Promise.all([
        start(isSound ? startServer : openServer),
        start(isSound && isFull ? startServer : openServer),
      ]),
      sql: async (text, values) => (await client.query(text, values)).rows,
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
