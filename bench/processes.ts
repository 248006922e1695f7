import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** A process of this machine: its parent, and its processor seconds with those of its children that have ended. */
export type Process = { readonly pid: number; readonly parent: number; readonly seconds: number };
export type Processes = ReadonlyMap<number, Process>;

/** Linux counts processor time in hundredths of a second (getconf CLK_TCK). */
const ticksPerSecond = 100;

/** Reads all processes of this machine. Empty on systems other than Linux, which have no /proc. */
export function readProcesses(): Processes {
  if (process.platform !== "linux") return new Map();
  const found = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  return new Map(found.map((one) => [one.pid, one]));
}

/** Parses /proc/<pid>/stat. */
export function parseStat(pid: number, text: string): Process {
  // The name in parentheses may hold blanks and parentheses. Fields of proc(5) from the third on: the parent is the
  // 4th, utime the 14th, then stime, cutime and cstime.
  const fields = text
    .slice(text.lastIndexOf(") ") + 2)
    .split(" ")
    .map(Number);
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
  return { pid, parent: fields[1] ?? 0, seconds: ticks / ticksPerSecond };
}

/** Returns a process and all its descendants, without those that are excepted and what is below them. */
export function treeOf(processes: Processes, root: number, except: ReadonlySet<number> = new Set()): Process[] {
  const own = processes.get(root);
  if (!own) return [];
  const children = [...processes.values()].filter(({ pid, parent }) => parent === root && !except.has(pid));
  return [own, ...children.flatMap(({ pid }) => treeOf(processes, pid, except))];
}

/** Returns the processor seconds of a server and of its database so far. */
export function secondsOf({ pid, postmaster }: Measured): { readonly server: number; readonly database: number } {
  const processes = readProcesses();
  const sum = (tree: readonly Process[]): number => tree.reduce((total, { seconds }) => total + seconds, 0);
  return { server: sum(treeOf(processes, pid, new Set([postmaster]))), database: sum(treeOf(processes, postmaster)) };
}

/** The processes of a shop: its server, and the parent of its database's backends. */
export type Measured = { readonly pid: number; readonly postmaster: number };

/** Returns the id of the process that started all backends of a PostgreSQL on this machine. */
export async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const backend = rows[0]?.pid ?? 0;
    return readProcess(backend)?.parent ?? 0;
  } finally {
    await client.end();
  }
}

/** Returns a process; undefined when it has ended. */
function readProcess(pid: number): Process | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}
