import { parseArgs } from "node:util";

/** For a command that takes none: whether it is to be run. Asked for help it tells its usage; anything else is refused. */
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
