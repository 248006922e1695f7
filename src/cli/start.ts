import { parseArgs } from "node:util";
import { environment, readConfig, WrongSettings } from "../platform/config.ts";
import { EmbeddedRefusal } from "../platform/database/embedded/index.ts";
import { SchemaMismatch } from "../platform/database/migrate.ts";
import { PortTaken, runShop } from "../server/run.ts";
import { version } from "../server/version.ts";
import { usage } from "./usage.ts";

const readArguments = () => {
  try {
    return parseArgs({ options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } } }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nnpm start -- --help lists what there is.\n`);
    process.exit(2);
  }
};

/** What its owner can mend is told in a sentence; anything else is a fault of ours, told with its trace. */
const tellFailure = (error: unknown): void => {
  const isOwners = [WrongSettings, EmbeddedRefusal, SchemaMismatch, PortTaken].some((kind) => error instanceof kind);
  process.stderr.write(`\n${isOwners ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
};

const asked = readArguments();
if (asked.help) process.stdout.write(usage(version));
else if (asked.version) process.stdout.write(`${version}\n`);
else {
  try {
    await runShop(readConfig(environment()));
  } catch (error) {
    tellFailure(error);
  }
}
