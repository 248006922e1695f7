import { after, before } from "node:test";
import { migrate } from "../../../src/platform/database/migrate.ts";
import { fillWithSample } from "../../../src/server/sample.ts";
import { TestPostgres } from "./postgres.ts";

export type ReplicatedShop = {
  readonly primary: TestPostgres;
  /** Starts another standby of the primary; it is removed after the tests. */
  standby(settings?: Readonly<Record<string, string>>): Promise<TestPostgres>;
  /** Registers work for after the tests; it runs before the work registered earlier. */
  atEnd(work: () => unknown): void;
};

type ReplicatedShopOptions = {
  readonly version?: 15 | 18;
  /** Runs before the first test. */
  readonly prepare?: (shop: ReplicatedShop) => Promise<void>;
};

/** Starts a PostgreSQL of its own that holds the sample shop, for the tests of a file or suite. */
export const replicatedShop = ({ version = 18, prepare }: ReplicatedShopOptions = {}): (() => ReplicatedShop) => {
  let opened: ReplicatedShop | undefined;
  const ends: (() => unknown)[] = [];
  const kept = (server: TestPostgres): TestPostgres => {
    ends.push(() => server.remove());
    return server;
  };
  before(async () => {
    const primary = kept(await TestPostgres.primary(version));
    await migrate(primary.url);
    await fillWithSample(primary.url);
    opened = {
      primary,
      standby: async (settings) => kept(await primary.standby(settings)),
      atEnd: (work) => void ends.push(work),
    };
    await prepare?.(opened);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!opened) throw new Error("The primary starts before the first test.");
    return opened;
  };
};
