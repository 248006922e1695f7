import { readFile, readdir } from "node:fs/promises";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";

/** Reads the version of PostgreSQL, which it logs when it starts. */
const postgresVersion = async (logs: string): Promise<string> => {
  const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), "utf8")));
  return texts.join("\n").match(/starting (PostgreSQL [\d.]+)/)?.[1] ?? "PostgreSQL of unknown version";
};

/** Describes the machine of the measurement. */
export const describeMachine = async (logs: string) => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
  system: `${type()} ${release()}`,
  node: process.version,
  database: await postgresVersion(logs),
});
