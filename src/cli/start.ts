import cluster from "node:cluster";
import { parseArgs } from "node:util";
import { environment, notObeyed, readConfig, takenByNpm } from "../platform/config.ts";
import { processesOf } from "../platform/processes.ts";
import { settings } from "../platform/settings.ts";
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
    await start();
  } catch (error) {
    tellFailure(error);
    // The channel to the primary process would keep this one alive.
    if (cluster.isWorker) process.exit();
  }
}

/** Runs the shop in this process, or in several of which this one is the primary or one that answers requests. */
async function start(): Promise<void> {
  const given = {
    ...environment(),
    ...(asked.workers === undefined ? {} : { WORKERS: asked.workers }),
    ...(asked.replicas === undefined ? {} : { REPLICAS: asked.replicas }),
  };
  if (cluster.isPrimary) for (const sentence of notObeyed(given)) process.stderr.write(`Warning: ${sentence}\n`);
  const config = readConfig(given);
  if (cluster.isWorker) {
    const { serve } = await import("../server/processes/serve.ts");
    await serve(config);
  } else if (config.worker === "only" || processesOf(config) === 1) {
    const { runShop } = await import("../server/run.ts");
    await runShop(config);
  } else {
    const { runProcesses } = await import("../server/processes/primary.ts");
    await runProcesses(config);
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
        workers: { type: "string" },
        replicas: { type: "string" },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nnpm start -- --help lists what there is.\n`);
    process.exit(2);
  }
}
