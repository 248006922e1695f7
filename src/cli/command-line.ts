import { parseArgs } from "node:util";
import { takenByNpm } from "../platform/config.ts";

/** Node's `parseArgs` for a command that npm runs. */
export const parseCommandLine: typeof parseArgs = (config) => {
  refuseTaken(Object.keys(config?.options ?? {}));
  return parseArgs(config);
};

/**
 * Throws for options that npm removed from the command line, as it does without `--` before them: the command would do
 * something else, such as refund an order where a dry run was intended.
 */
export function refuseTaken(options: readonly string[]): void {
  const [taken] = takenByNpm(options);
  if (taken !== undefined)
    throw new Error(`npm took --${taken} for itself: write -- between npm run with the command's name, and the rest.`);
}
