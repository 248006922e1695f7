import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type Said = { readonly code: number; readonly out: string; readonly err: string };

/** Returns the stderr of a command without the line that names its database. */
export const withoutDatabase = (err: string): string => err.replace(/^Database: .+\n/, "");

/** Folders of commands: those of a shop's owner, and those for development. */
const folders = ["src/cli", "tools", "tools/postman", "tools/schema", "tools/stress", "packages/client/tools"];

/** Returns the file of a command. */
export const programOf = (command: string): string => {
  const files = folders.map((folder) => fileURLToPath(new URL(`../../../${folder}/${command}.ts`, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? command;
};

/** Runs a command on a database, as npm would with these settings; returns its exit code and output. */
export const runCommandWith = async (
  settings: Readonly<Record<string, string>>,
  databaseUrl: string,
  command: string,
  ...given: readonly string[]
): Promise<Said> => {
  const env = { PATH: process.env["PATH"], DATABASE_URL: databaseUrl, ...settings };
  const child = spawn(process.execPath, [programOf(command), ...given], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, "close")]);
  return {
    code: code as number,
    out: Buffer.concat(out).toString(),
    err: withoutDatabase(Buffer.concat(err).toString()),
  };
};

/** Runs a command on a database without settings. */
export const runCommand = (databaseUrl: string, command: string, ...given: readonly string[]): Promise<Said> =>
  runCommandWith({}, databaseUrl, command, ...given);
