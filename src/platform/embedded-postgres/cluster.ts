import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runningAs } from "./system-user.ts";
import type { Binaries } from "./binaries.ts";
import { keep } from "./atomic-file.ts";
import { clusterName, killAll } from "./orphaned-processes.ts";
import { tieToProgram } from "./exit-hooks.ts";
import { worstErrors, linesSince, logSettings, openLog, withoutErrors } from "./log.ts";
import { memoryBytes, sharedMegabytes } from "./memory.ts";
import type { Place } from "./data-folder.ts";
import { removeHalfMade } from "./half-made.ts";
import { slowStartOf } from "./control-file.ts";
import { databaseName, passwordChange } from "./cluster.queries.ts";
import { EmbeddedRefusal, explained } from "./start-refusal.ts";

/** The location of a cluster, with the programs to run there. */
export type Installation = { binaries: Binaries; place: Place };

/** The one user of the embedded database. */
const databaseUser = databaseName;

// The user's environment is left out: PG* variables and library paths would change what PostgreSQL does.
const environment = {
  PATH: "/usr/bin:/bin",
  TZ: "UTC",
  LC_ALL: "C",
  // glibc keeps up to 16 MB that a statement has freed for the next one: getting it from the kernel again, page by
  // page, costs a search in ten thousand products a seventh of its time (docs/performance.md).
  MALLOC_MMAP_THRESHOLD_: "8388608",
  MALLOC_TRIM_THRESHOLD_: "16777216",
};

// SIGINT asks PostgreSQL to stop fast but orderly; SIGQUIT to stop at once and recover at the next start.
// Together under the 3 s that a stop of the whole program may take.
const orderlyMilliseconds = 2_000;
const immediateMilliseconds = 500;

/** If PostgreSQL logs why it ends, it does so within this time before its end. */
const lastWordsMilliseconds = 5_000;

/** A PostgreSQL that is ready, or the reason why it ended before. */
export type Launched =
  | { isReady: true; stop: () => Promise<void>; wasStopped: () => boolean; ended: Promise<string> }
  | { isReady: false; lines: string[]; refusal: EmbeddedRefusal };

/**
 * Creates a new cluster under a temporary name and renames it, so that one left incomplete by an interrupted start is
 * never taken for complete. Each attempt has its own name: the initdb of a killed start may still be writing.
 */
export async function createCluster(installation: Installation, password: string, isDurable: boolean): Promise<void> {
  const { binaries, place } = installation;
  const fresh = join(place.folder, `cluster.new-${randomBytes(4).toString("hex")}`);
  const passwordFile = join(place.folder, "initial-password");
  await removeHalfMade(place);
  keep(passwordFile, password, place.account);
  try {
    const { succeeded, said } = await run(installation, binaries.initdb, [
      `--pgdata=${fresh}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--no-locale",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--data-checksums",
      ...["max_connections=100", "synchronous_commit=on"].map((setting) => `--set=${setting}`),
      ...(isDurable ? [] : ["--no-sync"]),
    ]);
    if (!succeeded) throw failure(place, "made", worstErrors(said.split("\n")));
    renameSync(fresh, place.cluster);
    if (isDurable) sync(place.folder);
  } catch (error) {
    await removeHalfMade(place);
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Returns the URL, without TLS even if the environment requires it: the connection never leaves this machine. */
export function addressOf(password: string, port: number | string): string {
  return `postgres://${databaseUser}:${password}@127.0.0.1:${port}/${databaseName}?sslmode=disable`;
}

/** Sets a new password for the database's user while no server runs, for when the stored one is lost. */
export async function changePassword(installation: Installation, password: string): Promise<void> {
  const { binaries, place } = installation;
  const statement = passwordChange(databaseUser, password);
  const { succeeded, said } = await run(
    installation,
    binaries.postgres,
    ["--single", "-D", place.cluster, "postgres"],
    statement,
  );
  if (!succeeded) throw failure(place, "given a new password", worstErrors(said.split("\n")));
}

/**
 * Starts PostgreSQL in its own session, so that Ctrl-C in the terminal reaches this program alone, and waits until it
 * is ready or has ended. Recovery after a crash may take long and is never interrupted.
 */
export async function launch(
  { binaries, place }: Installation,
  port: number,
  settings: Record<string, string>,
  progress: (text: string) => void,
): Promise<Launched> {
  const began = new Date();
  const slowStart = slowStartOf(place.cluster);
  const output = openLog(place.logs, place.account);
  const child = spawn(binaries.postgres, ["-D", place.cluster, ...settingWords(place, port, settings)], {
    cwd: place.folder,
    env: environment,
    detached: true,
    stdio: ["ignore", output, output],
    ...runningAs(place.account),
  });
  closeSync(output);
  const lastWords = (moment: Date) => worstErrors(withoutErrors(linesSince(place.logs, moment)));
  const ended = endOf(child).then((end) => {
    const justNow = new Date(Math.max(began.getTime(), Date.now() - lastWordsMilliseconds));
    return [...lastWords(justNow).slice(-2), end].join("; ");
  });
  let isStopping = false;
  const stopInOrder = stopping(place, child, ended);
  const stop = () => {
    isStopping = true;
    return stopInOrder();
  };
  const untie = tieToProgram(() => sendTo(child, "SIGINT"), stop);
  void ended.then(untie);
  let isOver = false;
  void ended.then(() => (isOver = true));
  const hasEnded = () => isOver;
  let nextNewsAt = Date.now() + 5_000;
  while (!hasEnded()) {
    if (isReady(place, child)) {
      child.unref();
      return { isReady: true, stop, wasStopped: () => isStopping, ended };
    }
    if (Date.now() > nextNewsAt) {
      progress(slowStart);
      nextNewsAt += 5_000;
    }
    await delay(5);
  }
  const lines = lastWords(began);
  return { isReady: false, lines, refusal: failure(place, "started", lines.length > 0 ? lines : [await ended]) };
}

/** Runs one of PostgreSQL's programs to its end. Returns whether it succeeded, and its output. */
async function run({ place }: Installation, program: string, parameters: string[], input = "") {
  const child = spawn(program, parameters, {
    cwd: place.folder,
    env: environment,
    detached: true,
    ...runningAs(place.account),
  });
  const ended = endOf(child);
  const ask = () => sendTo(child, "SIGTERM", { alsoItsChildren: true });
  const untie = tieToProgram(ask, async () => {
    ask();
    await ended;
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdin.on("error", () => {}).end(input);
  const end = await ended;
  untie();
  return { succeeded: child.exitCode === 0, said: `${said}${child.exitCode === 0 ? "" : end}` };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
}

function failure({ folder }: Place, doing: string, lines: string[]): EmbeddedRefusal {
  return (
    explained(lines.join("\n"), folder) ??
    new EmbeddedRefusal(
      `The database in ${folder} could not be ${doing}: ${lines.slice(-3).join(" ") || "it gave no reason"}`,
    )
  );
}

// A new file name is durable only once its folder is synced; Windows has no such call.
function sync(folder: string) {
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  fsyncSync(opened);
  closeSync(opened);
}

function isReady({ cluster }: Place, child: ChildProcess): boolean {
  try {
    // Line 1 is the process, line 8 its state, as pg_ctl reads them too.
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === child.pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function stopping({ cluster }: Place, child: ChildProcess, ended: Promise<string>) {
  return async () => {
    child.ref();
    const endsWithin = (milliseconds: number) =>
      Promise.race([ended.then(() => true), delay(milliseconds, false, { ref: false })]);
    sendTo(child, "SIGINT");
    if (await endsWithin(orderlyMilliseconds)) return;
    sendTo(child, "SIGQUIT");
    if (await endsWithin(immediateMilliseconds)) return;
    await killAll(cluster);
    await ended;
  };
}

function sendTo(child: ChildProcess, signal: NodeJS.Signals, { alsoItsChildren } = { alsoItsChildren: false }) {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  // A detached child leads a process group whose id is its own pid; Windows has no process groups.
  if (alsoItsChildren && process.platform !== "win32") process.kill(-child.pid, signal);
  else child.kill(signal);
}

function settingWords(place: Place, port: number, settings: Record<string, string>): string[] {
  const all = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    cluster_name: clusterName(place.cluster),
    shared_buffers: `${sharedMegabytes(memoryBytes())}MB`,
    ...logSettings(place.logs),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
