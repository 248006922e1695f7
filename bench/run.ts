import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAgainst } from "./against/against.ts";
import { runDay } from "./day/day.ts";
import { runMemory } from "./memory/memory.ts";
import { type Asked, effortOf, readOptions, usage } from "./options.ts";
import { runLoads } from "./run-loads.ts";
import { say } from "./say.ts";
import { runScale } from "./scale/scale.ts";
import { scoreSearch } from "./search.ts";
import { runStress } from "./stress.ts";

const everySize = ["101", "1000", "9900", "10100", "100000", "1000000"];

const asked = readOptions();
if (asked.help) say(usage);
else {
  // PostgreSQL may run as another user, which needs access to this folder.
  const folder = await mkdtemp(join(tmpdir(), "selvedge-bench-"));
  await chmod(folder, 0o755);
  try {
    process.exitCode = await run(asked, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the measurement that is asked for, with its databases in this folder; returns the exit code. */
async function run(asked: Asked, folder: string): Promise<number> {
  const { only, sizes } = asked;
  const isStress = asked.data === "stress";
  const kept = asked.keep || folder;
  if (asked.search) return scoreSearch(folder, say);
  if (asked.against) {
    const effort = effortOf(asked, { seconds: 2, rounds: 12, connections: 32 });
    const compared = isStress ? (sizes.length > 0 ? sizes : ["100000"]) : [];
    const { against: tree, traced } = asked;
    return runAgainst({ tree, folder: isStress ? kept : folder, only, sizes: compared, effort, traced }, say);
  }
  if (asked.memory || only.includes("memory"))
    return runMemory(folder, { minutes: asked.minutes ?? 30, connections: asked.connections ?? 24 }, say);
  if (asked.day !== undefined) {
    const { day: users, seconds = 60, servers = 2, replicas = 1, direct: isDirect, seed = 1 } = asked;
    return runDay(folder, { users, seconds, servers, replicas, isDirect, seed, only }, say);
  }
  if (asked.scale.length > 0) {
    const effort = effortOf(asked, { seconds: 5, rounds: 1, connections: 32 });
    const { scale: processes, databaseConnections } = asked;
    return runScale(folder, { processes, only, effort, databaseConnections }, say);
  }
  if (isStress) return runStress({ folder: kept, sizes: sizes.length > 0 ? sizes : everySize, only }, say);
  const { workers = 1 } = asked;
  return runLoads(folder, { only, effort: effortOf(asked, { seconds: 5, rounds: 3, connections: 32 }), workers }, say);
}
