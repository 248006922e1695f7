import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

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
 * Starts the program, this checkout's or another's, on a free port with only these settings, and waits until it prints
 * its URL. In the folder may be a file `.env`.
 */
export const startProgram = async (
  settings: Readonly<Record<string, string>>,
  program: string = launcher,
  cwd: string = tmpdir(),
): Promise<Program> => {
  const child = spawn(process.execPath, [program], {
    cwd,
    env: { PATH: process.env["PATH"], PORT: "0", ...settings },
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

/** Starts the sample shop on an embedded database of its own before the tests of a file, and ends it after them. */
export const sampleProgram = (): (() => Program) => {
  let folder: string;
  let program: Program | undefined;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "selvedge-program-"));
    await chmod(folder, 0o755);
    program = await startProgram({ DATA_DIR: folder });
  });
  after(async () => {
    await program?.end("SIGINT");
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (!program) throw new Error("The shop is open only while tests run.");
    return program;
  };
};
