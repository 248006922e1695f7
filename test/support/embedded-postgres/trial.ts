import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type EmbeddedDatabase, startEmbedded, type Options } from "../../../src/platform/embedded-postgres/index.ts";
import { killAll } from "../../../src/platform/embedded-postgres/orphaned-processes.ts";

/** The program and what it reported about its start. */
export type Trial = {
  program: ChildProcess;
  url: string;
  dataFolder: string;
  created: boolean;
  postmaster: number;
  notes: string[];
  refusal?: string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string }>;
};

/** User, environment and files of the program, and how it ends. */
export type Circumstances = {
  ending?: string;
  uid?: number;
  gid?: number;
  env?: NodeJS.ProcessEnv;
  node?: string;
  source?: string;
};

const here = fileURLToPath(new URL(".", import.meta.url));

/** Runs one statement on a separate connection. */
export async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Returns the process id of the PostgreSQL that serves a data folder. */
export function postmasterOf(dataFolder: string): number {
  return Number(readFileSync(join(dataFolder, "cluster", "postmaster.pid"), "utf8").split("\n")[0]);
}

/** Waits until a process has ended; returns how long that took, or throws after the limit. */
export async function goneAfter(pid: number, limitMilliseconds: number): Promise<number> {
  const began = Date.now();
  while (isRunning(pid)) {
    if (Date.now() - began > limitMilliseconds)
      throw new Error(`process ${pid} still runs after ${limitMilliseconds} ms`);
    await delay(10);
  }
  return Date.now() - began;
}

/** Returns whether a process runs; a zombie counts as ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Returns the processes whose working directory is in a folder. */
export function processesIn(folder: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });
}

/**
 * Creates one database before all tests of a file; returns a function that opens a shop with a copy of it, which is
 * faster than a first start.
 */
export function settledShops() {
  const mold = mkdtempSync(join(tmpdir(), "selvedge-mold-"));
  before(async () => {
    chmodSync(mold, 0o755);
    const { stop } = await startEmbedded(hurried({ dataDir: join(mold, "data") }));
    await stop();
    rmSync(join(mold, "data", "port"));
  });
  after(() => rmSync(mold, { recursive: true, force: true }));
  return (test: TestContext) => {
    const shop = trialShop(test);
    const { status, stderr } = spawnSync("cp", ["-a", join(mold, "data"), shop.dataDir], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return shop;
  };
}

/**
 * Creates a folder that every user may enter, and starts databases in it; everything is ended and removed after the
 * test.
 */
export function trialShop(test: TestContext, folder = mkdtempSync(join(tmpdir(), "selvedge embedded "))) {
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  const clusters = new Set([join(dataDir, "database", "cluster")]);
  ends.push(() => Promise.all([...clusters].map(killAll)));
  test.after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return {
    folder,
    dataDir,
    /** Registers work for after the test; it runs before the work registered earlier. */
    atEnd: (work: () => unknown) => void ends.push(work),
    /** Starts a database in this process. */
    start: async (options: Partial<Options> = {}): Promise<EmbeddedDatabase> => {
      const database = await startEmbedded(hurried({ dataDir, ...options }));
      ends.push(() => database.stop());
      return database;
    },
    /** Starts the program in its own process group and waits until it reports the result of the start. */
    run: async (circumstances: Circumstances = {}, options: Partial<Options> = {}): Promise<Trial> => {
      const trial = await runProgram({ dataDir, ...options }, circumstances);
      if (trial.dataFolder) clusters.add(join(trial.dataFolder, "cluster"));
      ends.push(() => trial.program.kill("SIGKILL"));
      return trial;
    },
  };
}

async function runProgram(options: Options, circumstances: Circumstances): Promise<Trial> {
  const { ending = "unprepared", node = process.execPath, source = here, ...as } = circumstances;
  const parameters = [join(source, "program.ts"), ending, JSON.stringify(hurried(options))];
  const program = spawn(node, parameters, { detached: true, cwd: "/", stdio: ["ignore", "pipe", "pipe"], ...as });
  let said = "";
  program.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  program.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended: Trial["ended"] = new Promise((resolve) =>
    program.once("close", (code, signal) => resolve({ code, signal, said })),
  );
  const told = new Promise<void>((resolve) => program.stdout.on("data", () => said.includes("\n") && resolve()));
  await Promise.race([told, ended]);
  const line = said.split("\n").find((each) => each.startsWith("{"));
  if (!line) throw new Error(`the program told nothing of its start: ${said}`);
  return { program, ended, ...(JSON.parse(line) as Omit<Trial, "program" | "ended">) };
}

function hurried(options: Options): Options {
  return { ...options, settings: { fsync: "off", ...options.settings } };
}
