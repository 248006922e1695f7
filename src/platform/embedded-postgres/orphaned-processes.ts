import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { kept } from "./atomic-file.ts";

type Running = { pid: number; command: string };

/**
 * Stops what a killed program left running of its database. Whoever calls holds the lock of the folder,
 * so none of these processes has a living program.
 */
export async function clearLeftovers(cluster: string, progress: (text: string) => void): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const recorded = kept(pidFile);
  if (recorded === undefined) return;
  const left = processesOf(cluster);
  if (left.length > 0) {
    progress("Selvedge was killed before and left its database running; that one is stopped first.");
    const postmaster = Number(recorded.split("\n")[0]);
    if (left.includes(postmaster)) send(postmaster, "SIGINT");
    if (!(left.includes(postmaster) && (await endedWithin(cluster, 3_000)))) await killAll(cluster);
  }
  dropMisleadingPidFile(pidFile);
}

/** Ends at once whatever still runs of a cluster, its write-ahead log being enough to recover from. */
export async function killAll(cluster: string): Promise<void> {
  for (const pid of processesOf(cluster)) send(pid, "SIGKILL");
  await endedWithin(cluster, 2_000);
}

/** The name PostgreSQL bears in the list of processes, so that another start can tell whose it is without asking to look inside it. */
export function clusterName(cluster: string) {
  return `selvedge-${createHash("sha256").update(cluster).digest("hex").slice(0, 16)}`;
}

function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

async function endedWithin(cluster: string, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (processesOf(cluster).length > 0) {
    if (Date.now() >= end) return false;
    await delay(20);
  }
  return true;
}

function processesOf(cluster: string): number[] {
  const name = clusterName(cluster);
  return runningProcesses()
    .filter(({ command }) => command.startsWith(`postgres: ${name}`) || command.includes(`cluster_name=${name}`))
    .map(({ pid }) => pid);
}

/**
 * PostgreSQL takes any bearer of the number in postmaster.pid for its own server, also a dead one not yet reaped or
 * a program that got the number later. Only a server which somebody started by hand may truly hold this cluster.
 */
function dropMisleadingPidFile(path: string): void {
  const pid = Number(kept(path)?.split("\n")[0]);
  if (!pid) return;
  const bearer = runningProcesses().find((running) => running.pid === pid);
  const isStrangersServer =
    bearer && /\bpostgres\b/.test(bearer.command) && !/^postgres: |cluster_name=selvedge-/.test(bearer.command);
  if (!isStrangersServer) rmSync(path, { force: true });
}

/** All processes that still run; a dead one that nobody has reaped has no command line and is none. */
function runningProcesses(): Running[] {
  return (process.platform === "linux" ? fromProc() : fromPs()).filter(({ command }) => command !== "");
}

function fromProc(): Running[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

function fromPs(): Running[] {
  return (spawnSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" }).stdout ?? "")
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? "" }] : []))
    .filter(({ command }) => !command.includes("<defunct>"));
}
