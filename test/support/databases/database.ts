import { after, before } from "node:test";
import pg from "pg";
import type { Database, DatabaseOptions } from "../../../src/platform/database/database.ts";
import { openDatabase } from "../../../src/platform/database/database.ts";
import { openRelay, type Relay } from "../fakes/relay.ts";
import { cloneDatabase } from "../servers/shop.ts";

export type TestDatabase = {
  /** The database, through a relay. */
  readonly db: Database;
  readonly relay: Relay;
  /** URL of the database without the relay. */
  readonly url: string;
  /** Runs SQL for the test, without the relay. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Opens another connection for the test; it closes after the tests. */
  connect(): Promise<pg.Client>;
};

/** Opens a separate database for the tests of a file, and closes it after them. */
export const testDatabase = (wish: Partial<DatabaseOptions> = {}): (() => TestDatabase) => {
  let opened: TestDatabase | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => {
    const { url, drop } = await cloneDatabase("empty");
    ends.push(drop);
    const connect = async () => {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      await client.connect();
      ends.push(() => client.end().catch(() => undefined));
      return client;
    };
    const client = await connect();
    const relay = await openRelay(url);
    ends.push(() => relay.close());
    const db = openDatabase({
      sharedConnections: 2,
      transactionConnections: 3,
      ...wish,
      url: relay.url,
    });
    ends.push(() => db.close());
    opened = { db, relay, url, connect, sql: async (text, values) => (await client.query(text, values)).rows };
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!opened) throw new Error("The database opens before the first test.");
    return opened;
  };
};
