import { parseArgs } from "node:util";

/** Returns whether to run a command that takes no arguments. Prints its usage with --help; refuses anything else. */
export function takesNoArguments(usage: string): boolean {
  try {
    const { help } = parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values;
    if (help) process.stdout.write(usage);
    return !help;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exitCode = 2;
    return false;
  }
}
