import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded, type EmbeddedDatabase } from "../../../src/platform/embedded-postgres/index.ts";
import { migrate } from "../../../src/platform/database/migrate.ts";
import { fillWithSample } from "../../../src/server/sample.ts";

/** A PostgreSQL of one suite, which may crash without harm to other tests. */
export type OwnDatabase = {
  /** Starts it and fills it with the sample shop. */
  open(): Promise<{ url: string; drop(): Promise<void> }>;
  /** Kills it as a power cut would, and starts it again at the same address. */
  crash(): Promise<void>;
  /** Deletes its files while it runs. */
  deleteFiles(): Promise<void>;
};

export const ownDatabase = (settings: Readonly<Record<string, string>> = {}): OwnDatabase => {
  let folder: string;
  let database: EmbeddedDatabase;
  const start = async (port?: number): Promise<void> => {
    database = await startEmbedded({ dataDir: folder, settings, ...(port ? { port } : {}) });
  };
  return {
    async open() {
      folder = await mkdtemp(join(tmpdir(), "selvedge-own-"));
      await start();
      const { url, dataFolder } = database;
      await migrate(url);
      await fillWithSample(url);
      const drop = async () => {
        await database.stop();
        // When root runs the tests, the cluster is in another folder, which PostgreSQL's user can access.
        for (const made of [dataFolder, folder]) await rm(made, { recursive: true, force: true });
      };
      return { url, drop };
    },
    deleteFiles: () => rm(join(database.dataFolder, "cluster"), { recursive: true, maxRetries: 10 }),
    async crash() {
      const { url, dataFolder, exited } = database;
      const [leader] = (await readFile(join(dataFolder, "cluster", "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(leader), "SIGKILL");
      await exited;
      await start(Number(new URL(url).port));
      if (database.url !== url) throw new Error("The database came back at another address.");
    },
  };
};
