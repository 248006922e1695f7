import { parseArgs } from "node:util";
import { environment, readConfig } from "../platform/config.ts";
import { runShop } from "../server/run.ts";
import { version } from "../server/version.ts";
import { outliveReaders } from "./closed-reader.ts";
import { tellFailure } from "./failure.ts";
import { usage } from "./usage.ts";

outliveReaders();

const readArguments = () => {
  try {
    return parseArgs({ options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } } })
      .values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nnpm start -- --help lists what there is.\n`);
    process.exit(2);
  }
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
