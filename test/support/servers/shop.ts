import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { after, before } from "node:test";
import pg from "pg";
import { pino } from "pino";
import { Value } from "typebox/value";
import { readConfig, type Config } from "../../../src/platform/config.ts";
import { openDatabase, type Database, type DatabaseOptions } from "../../../src/platform/database/database.ts";
import { openShop, type Shop } from "../../../src/server/app.ts";
import { onDatabase } from "../databases/database-address.ts";
import { replicaOptions, shownByReplica, untilReplayed } from "../databases/lagging-replica.ts";
import { isBalanced, openFront } from "./front.ts";

const ground = (): string => {
  const server = process.env["SELVEDGE_TEST_GROUND"];
  if (!server) throw new Error("Run the tests with npm test: it starts the database they need.");
  return server;
};

const administrate = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: onDatabase(ground(), "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Clones a separate database from a template, on the replica too where there is one; `drop` removes it. */
export const cloneDatabase = async (
  template: "sample" | "empty" = "sample",
): Promise<{ url: string; drop(): Promise<void> }> => {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = onDatabase(ground(), name);
  await administrate(`create database ${name} template template_${template}`);
  await untilReplayed(url);
  return { url, drop: () => administrate(`drop database if exists ${name} with (force)`) };
};

/** Checks that every row of a test's statements matches the row that the statement declares. */
const inspect: DatabaseOptions["inspect"] = (statement, rows) => {
  for (const row of rows) {
    const [fault] = Value.Errors(statement.row, row);
    if (fault)
      throw new Error(
        `A row is not as declared: ${fault.instancePath} ${fault.message} in ${JSON.stringify(row)} of\n${statement.text}`,
      );
  }
};

export const openTestDatabase = (url: string): Database =>
  openDatabase({ url, ...replicaOptions(url), sharedConnections: 2, transactionConnections: 10, inspect });

export type TestShop = Shop & {
  readonly url: string;
  /** Where it is asked over HTTP; empty unless it listens. */
  readonly address: string;
  /** Runs SQL for the test and returns its rows; readers see what it wrote. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
};

export type TestShopOptions = {
  readonly settings?: Record<string, string>;
  readonly template?: "sample" | "empty";
  /** Answers over HTTP too, at its `address`: on the ground with HAProxy, that of two servers. */
  readonly listens?: boolean;
  /** Runs before the first test. */
  readonly prepare?: (shop: TestShop) => Promise<void>;
};

/**
 * Opens a shop on the given database; several on one database are several servers. `plant` may plant a fault, to check
 * that a test notices it.
 */
export const openShopOn = async (
  url: string,
  settings: Record<string, string> = {},
  plant?: (app: Shop["app"]) => void,
): Promise<TestShop> => {
  const config: Config = readConfig({ LOG_LEVEL: "silent", WORKER: "off", ...settings });
  const shop = await openShop({
    config,
    log: pino({ level: config.logLevel }),
    databaseUrl: url,
    migration: 0,
    db: openTestDatabase(url),
  });
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  plant?.(shop.app);
  await shop.app.ready();
  return {
    ...shop,
    url,
    address: "",
    sql: shownByReplica(url, (text, values) => client.query(text, values)),
    async close() {
      await Promise.all([shop.close(), client.end()]);
    },
  };
};

type Ends = (() => Promise<unknown>)[];

/** Opens a shop for the tests of the file or suite it is called in, and closes it after them. */
export const testShop = (wish: TestShopOptions = {}): (() => TestShop) => {
  let shop: TestShop | undefined;
  const ends: Ends = [];
  before(async () => {
    const { url, drop } = await cloneDatabase(wish.template);
    ends.push(drop);
    const opened = await openShopOn(url, wish.settings);
    ends.push(opened.close);
    shop = wish.listens ? { ...opened, address: await listening(opened, wish, ends) } : opened;
    await wish.prepare?.(shop);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!shop) throw new Error("The shop opens before the first test.");
    return shop;
  };
};

/** Makes a shop listen. Returns its address, or that of HAProxy in front of it and another server. */
const listening = async (shop: TestShop, { settings }: TestShopOptions, ends: Ends): Promise<string> => {
  const own = await listen(shop);
  if (!isBalanced()) return own;
  const other = await openShopOn(shop.url, settings);
  ends.push(other.close);
  const front = await openFront([own, await listen(other)]);
  ends.push(front.close);
  return front.url;
};

const listen = async ({ app }: TestShop): Promise<string> => {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
};
