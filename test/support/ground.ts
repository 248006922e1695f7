import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/platform/embedded-postgres/index.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { fillWithSample } from "../../src/server/sample.ts";
import { onDatabase } from "./databases/database-address.ts";
import { runOn } from "./databases/empty-database.ts";
import { startLaggingPair } from "./databases/lagging-replica.ts";
import { hasHaproxy } from "./servers/load-balancer.ts";

let stop = async (): Promise<void> => undefined;

/**
 * Runs once before all test files: one database server for all of them. It is the one at TEST_DATABASE_URL or an
 * embedded one; with DATABASE=replicas, a primary and a replica that is 200 ms late, and the servers that tests ask by
 * URL stand behind HAProxy, two by two.
 */
export const globalSetup = async (): Promise<void> => {
  const kind = process.env["DATABASE"] ?? "";
  if (!["", "replicas"].includes(kind)) throw new Error(`DATABASE is ${kind}: it must be replicas, or absent.`);
  const server = await (kind === "replicas" ? startPair() : process.env["TEST_DATABASE_URL"] || startAlone());
  await makeTemplates(server);
  process.env["SELVEDGE_TEST_GROUND"] = server;
};

export const globalTeardown = (): Promise<void> => stop();

const startPair = async (): Promise<string> => {
  if (!hasHaproxy()) throw new Error("DATABASE=replicas needs HAProxy (apt-get install haproxy).");
  const pair = await startLaggingPair();
  ({ stop } = pair);
  process.env["SELVEDGE_TEST_REPLICA"] = pair.replicaUrl;
  return pair.url;
};

const startAlone = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-test-"));
  const embedded = await startEmbedded({
    dataDir: folder,
    settings: { fsync: "off", full_page_writes: "off", max_connections: "300" },
  });
  stop = async () => {
    await embedded.stop();
    // When root runs the tests, the cluster is in another folder, which PostgreSQL's user can access.
    for (const made of [embedded.dataFolder, folder]) await rm(made, { recursive: true, force: true });
  };
  return embedded.url;
};

/** Creates a migrated database with the sample shop, and one without: test files clone them. */
const makeTemplates = async (server: string): Promise<void> => {
  for (const name of ["template_sample", "template_empty"]) {
    await runOn(server, `drop database if exists ${name}`);
    await runOn(server, `create database ${name} template template0 encoding 'UTF8'`);
    await migrate(onDatabase(server, name));
  }
  await fillWithSample(onDatabase(server, "template_sample"));
};
