import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbedded, type EmbeddedDatabase } from "../../src/platform/embedded-postgres/index.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { fillWithSample } from "../../src/server/sample.ts";
import { onDatabase } from "./databases/database-address.ts";

let embedded: EmbeddedDatabase | undefined;
let folder: string | undefined;

const run = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
};

/** Creates a migrated database with the sample shop, and one without: test files clone them. */
const makeTemplates = async (server: string): Promise<void> => {
  for (const name of ["template_sample", "template_empty"]) {
    await run(server, `drop database if exists ${name}`);
    await run(server, `create database ${name} template template0 encoding 'UTF8'`);
    await migrate(onDatabase(server, name));
  }
  await fillWithSample(onDatabase(server, "template_sample"));
};

/** Runs once before all test files: one server for all of them, TEST_DATABASE_URL or an embedded one. */
export const globalSetup = async (): Promise<void> => {
  let server = process.env["TEST_DATABASE_URL"];
  if (!server) {
    folder = await mkdtemp(join(tmpdir(), "selvedge-test-"));
    embedded = await startEmbedded({
      dataDir: folder,
      settings: { fsync: "off", full_page_writes: "off", max_connections: "300" },
    });
    server = embedded.url;
  }
  await makeTemplates(server);
  process.env["SELVEDGE_TEST_GROUND"] = server;
};

export const globalTeardown = async (): Promise<void> => {
  await embedded?.stop();
  // When root runs the tests, the cluster is in another folder, which PostgreSQL's user can access.
  for (const made of [embedded?.dataFolder, folder]) if (made) await rm(made, { recursive: true, force: true });
};
