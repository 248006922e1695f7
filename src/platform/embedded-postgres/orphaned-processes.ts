import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { kept } from "./atomic-file.ts";

type Running = { pid: number; command: string };

/**
 * Stops the PostgreSQL processes that a killed program left running. The caller holds the lock of the folder, so none
 * of these processes belongs to a live program.
 */
export async function killOrphans(cluster: string, progress: (text: string) => void): Promise<void> {
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

/** Kills all processes of a cluster. Its write-ahead log is enough to recover from. */
export async function killAll(cluster: string): Promise<void> {
  for (const pid of processesOf(cluster)) send(pid, "SIGKILL");
  await endedWithin(cluster, 2_000);
}

/** Returns a cluster's name in the process list, which tells another start whose the processes are. */
export function clusterName(cluster: string) {
  return `selvedge-${createHash("sha256").update(cluster).digest("hex").slice(0, 16)}`;
}

function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended already.
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
 * Deletes a misleading postmaster.pid. PostgreSQL takes any process with the recorded pid for its own server, also a
 * dead one not yet reaped or a program that got the pid later. Only a server that was started by hand may really hold
 * this cluster.
 */
function dropMisleadingPidFile(path: string): void {
  const pid = Number(kept(path)?.split("\n")[0]);
  if (!pid) return;
  const bearer = runningProcesses().find((running) => running.pid === pid);
  const isStrangersServer =
    bearer && /\bpostgres\b/.test(bearer.command) && !/^postgres: |cluster_name=selvedge-/.test(bearer.command);
  if (!isStrangersServer) rmSync(path, { force: true });
}

/** Returns all running processes. A dead one that is not reaped yet has no command line and is left out. */
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
