import { parseArgs } from "node:util";
import { environment, misnamed, readConfig } from "../platform/config.ts";
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
    const given = environment();
    for (const sentence of misnamed(given)) process.stderr.write(`Warning: ${sentence}\n`);
    await runShop(readConfig(given));
  } catch (error) {
    tellFailure(error);
  }
}
