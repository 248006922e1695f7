import { parseArgs } from "node:util";
import { environment, notObeyed, readConfig, takenByNpm } from "../platform/config.ts";
import { settings } from "../platform/settings.ts";
import { runShop } from "../server/run.ts";
import { version } from "../server/version.ts";
import { ignoreClosedReader } from "./closed-reader.ts";
import { tellFailure } from "./failure.ts";
import { usage } from "./usage.ts";

ignoreClosedReader();

const names = Object.values(settings).map(({ env }) => env);

const asked = readArguments();
if (asked.help) process.stdout.write(usage(version));
else if (asked.version) process.stdout.write(`${version}\n`);
else {
  try {
    const given = environment();
    for (const sentence of notObeyed(given)) process.stderr.write(`Warning: ${sentence}\n`);
    await runShop(readConfig({ ...given, ...(asked.replicas === undefined ? {} : { REPLICAS: asked.replicas }) }));
  } catch (error) {
    tellFailure(error);
  }
}

function readArguments() {
  try {
    const [taken] = takenByNpm(names.map((env) => env.toLowerCase().replaceAll("_", "-")));
    if (taken !== undefined)
      throw new Error(
        `Settings are no options: instead of --${taken} write them before the command, as in PORT=3001 npm start.`,
      );
    return parseArgs({
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
        replicas: { type: "string" },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nnpm start -- --help lists what there is.\n`);
    process.exit(2);
  }
}
