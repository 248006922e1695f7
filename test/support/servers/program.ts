import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { replicaSettings } from "../databases/lagging-replica.ts";
import { isBalanced, openFront } from "./front.ts";
import { cloneDatabase } from "./shop.ts";

const launcher = fileURLToPath(new URL("../../../src/cli/launch.js", import.meta.url));

/** The shop as its owner runs it: a separate process. */
export type Program = {
  /** URL of its API. */
  readonly url: string;
  readonly pid: number;
  /** Ends it and waits for its exit. */
  end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<void>;
};

/**
 * Starts the program, this checkout's or another's, on a free port with only these settings, and with those of its
 * database's replica where there is one; waits until it prints its URL. In the folder may be a file `.env`.
 */
export const startProgram = async (
  settings: Readonly<Record<string, string>>,
  program: string = launcher,
  cwd: string = tmpdir(),
): Promise<Program> => {
  const child = spawn(process.execPath, [program], {
    cwd,
    env: { PATH: process.env["PATH"], PORT: "0", ...replicaSettings(settings["DATABASE_URL"]), ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const end: Program["end"] = async (signal) => {
    child.kill(signal);
    await gone;
    process.off("exit", kill);
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^\s+API\s+(\S+)$/.exec(line)?.[1];
    // Further output must not fill the pipe.
    if (url) {
      child.stdout.resume();
      return { url, pid: child.pid ?? 0, end };
    }
  }
  await end("SIGKILL");
  throw new Error("The shop ended before it was open.");
};

/**
 * Starts the sample shop on an embedded database of its own before the tests of a file, and ends it after them. On the
 * ground with HAProxy, these are two servers behind it on a database of the ground.
 */
export const sampleProgram = (): (() => Pick<Program, "url">) => {
  const ends: (() => Promise<unknown>)[] = [];
  let url: string | undefined;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), "selvedge-program-"));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    await chmod(folder, 0o755);
    const start = async (settings: Readonly<Record<string, string>> = {}): Promise<string> => {
      const program = await startProgram({ DATA_DIR: folder, ...settings });
      ends.push(() => program.end("SIGINT"));
      return program.url;
    };
    if (!isBalanced()) return void (url = await start());
    const database = await cloneDatabase();
    ends.push(database.drop);
    const settings = { DATABASE_URL: database.url, TRUST_PROXY: "127.0.0.1" };
    const front = await openFront([await start(settings), await start(settings)]);
    ends.push(front.close);
    url = front.url;
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (url === undefined) throw new Error("The shop is open only while tests run.");
    return { url };
  };
};
