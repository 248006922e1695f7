import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Script that pgbench repeats, and the SQL that fills the database for it. */
export type Script = {
  readonly fill?: (carts: number) => string;
  readonly text: string;
};

/** As many connections as the server has for transactions. */
const clients = 10;
const run = promisify(execFile);

/** More carts than one client of pgbench empties per second. */
const cartsPerSecond = 600;
const cartsOf = (seconds: number): number => cartsPerSecond * seconds;

const withFile = async <Result>(text: string, work: (file: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-pgbench-"));
  const file = join(folder, "script.sql");
  try {
    await writeFile(file, text);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const pgbench = async (databaseUrl: string, file: string, ...options: string[]) => {
  try {
    return await run("pgbench", ["--no-vacuum", `--file=${file}`, ...options, databaseUrl]);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Error("There is no pgbench here; Debian's postgresql-15 brings one.", { cause: error });
    throw error;
  }
};

/** Returns the number of carts that this many rounds may empty. */
export const cartsFor = (rounds: number, seconds: number): number => rounds * clients * cartsOf(seconds);

/** Runs SQL once. */
export const prepareScript = (databaseUrl: string, text: string): Promise<unknown> =>
  withFile(text, (file) => pgbench(databaseUrl, file, "--transactions=1"));

/** Runs one round and returns its transactions per second. `round` counts from 0: each round has its own carts. */
export const runScript = (databaseUrl: string, { text }: Script, round: number, seconds: number): Promise<number> =>
  withFile(text, async (file) => {
    const { stdout } = await pgbench(
      databaseUrl,
      file,
      "--protocol=prepared",
      `--client=${clients}`,
      "--jobs=2",
      `--time=${seconds}`,
      `--define=carts=${cartsOf(seconds)}`,
      `--define=first=${cartsFor(round, seconds)}`,
      "--define=next=-1",
    );
    const tps = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    const failed = /number of failed transactions: (\d+)/.exec(stdout)?.[1];
    if (tps === undefined || (failed ?? "0") !== "0") throw new Error(`pgbench did not run through:\n${stdout}`);
    return Number(tps);
  });
