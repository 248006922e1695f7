import type { TestContext } from "node:test";
import pg from "pg";
import { isThere } from "./processes.ts";
import { startProgram, type Program } from "./program.ts";
import { cloneDatabase } from "./shop.ts";

type Opened = {
  readonly program: Program;
  readonly sql: (text: string) => Promise<Record<string, unknown>[]>;
};

/** Settings of a shop in several processes that ends soon and logs little. */
export const severalSettings = {
  LOG_LEVEL: "fatal",
  SAMPLE_CATALOGUE: "off",
  SHUTDOWN_DELAY_SECONDS: "1",
  RATE_LIMIT: "off",
};

/** Starts the shop in several processes on a database of its own, and ends it after the test. */
export const openProcesses = async (
  context: TestContext,
  workers: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Opened> => {
  const { url, drop } = await cloneDatabase();
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const program = await startProgram({ ...severalSettings, DATABASE_URL: url, WORKERS: String(workers), ...settings });
  context.after(async () => {
    if (isThere(program.pid)) await program.end("SIGINT");
    await client.end();
    await drop();
  });
  return { program, sql: async (statement) => (await client.query(statement)).rows };
};
