import { parseArgs } from "node:util";
import { takenByNpm } from "../platform/config.ts";

/** Node's `parseArgs` for a command that npm runs. */
export const parseCommandLine: typeof parseArgs = (config) => {
  refuseTaken(Object.keys(config?.options ?? {}));
  return parseArgs(config);
};

/**
 * Refuses options that npm took for its own, as it does without `--` before them: the command would do what was not meant,
 * and give all money back where a dry run was asked for.
 */
export function refuseTaken(options: readonly string[]): void {
  const [taken] = takenByNpm(options);
  if (taken !== undefined)
    throw new Error(`npm took --${taken} for itself: write -- between npm run with the command's name, and the rest.`);
}
