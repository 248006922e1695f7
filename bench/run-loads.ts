import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isChosen } from "./chosen.ts";
import type { Effort } from "./effort.ts";
import type { Load } from "./load.ts";
import { loads } from "./loads/all.ts";
import { loginLines, measureLogins } from "./logins.ts";
import { describeMachine } from "./machine.ts";
import { measure, median } from "./measure.ts";
import { usageOf } from "./process.ts";
import type { Say } from "./say.ts";
import { openShop, timeToOpen } from "./shop.ts";
import { faultsOf, isReached, type Row, tableOf } from "./table.ts";

const goals = { idleMegabytes: 130, firstStartMilliseconds: 3000, laterStartMilliseconds: 1000 } as const;

/** Time from the start until the shop is idle. */
const settleMilliseconds = 3000;

type Memory = { readonly idleMegabytes: number | undefined };
type Start = { readonly firstMilliseconds: number; readonly laterMilliseconds: number };
type Loaded = { readonly memory: Memory | undefined; readonly rows: readonly Row[] };

export type Chosen = {
  readonly only: readonly string[];
  readonly effort: Effort;
  /** Processes that answer requests while logins are measured. */
  readonly workers: number;
};

/**
 * Measures the chosen loads, starts and logins of a shop in a new folder, and prints them. Without a choice, writes the
 * results to bench/results. Returns 1 when a request failed, else 0.
 */
export async function runLoads(folder: string, { only, effort, workers }: Chosen, say: Say): Promise<number> {
  const dataDir = join(folder, "shop");
  say(`Measuring ${effort.rounds} rounds of ${effort.seconds} s with ${effort.connections} connections …`);
  const start = isChosen("start", only) ? await measureStart(dataDir) : undefined;
  const chosen = loads.filter(({ name }) => isChosen(name, only));
  const { memory, rows } = await measureLoads(dataDir, chosen, effort, say);
  const logins = isChosen("logins", only) ? await measureLogins(dataDir, { ...effort, workers }) : undefined;
  const machine = await describeMachine(join(dataDir, "database", "log"));
  say(
    `\n${machine.cores} cores of ${machine.processor}, ${machine.memoryGigabytes} GB, ${machine.system}; Node ${machine.node}, ${machine.database}\n`,
  );
  if (rows.length > 0) say(tableOf(rows));
  if (memory?.idleMegabytes !== undefined)
    say(`\nMemory of the server after its start: ${verdict(memory.idleMegabytes, goals.idleMegabytes, "MB")}`);
  if (start) say(startLines(start));
  if (logins) say(`\n${loginLines(logins)}`);
  if (only.length === 0) {
    const date = new Date().toISOString().slice(0, 10);
    const result = { date, machine, effort, goals, start, memory, logins, loads: rows.map(resultOf) };
    await mkdir(new URL("results/", import.meta.url), { recursive: true });
    await writeFile(new URL(`results/${date}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
    say(`\nWritten to bench/results/${date}.json.`);
  }
  return rows.some(({ shop, bare }) => faultsOf(shop) || faultsOf(bare)) ? 1 : 0;
}

async function measureStart(dataDir: string): Promise<Start> {
  const firstMilliseconds = await timeToOpen(dataDir);
  const later = [await timeToOpen(dataDir), await timeToOpen(dataDir), await timeToOpen(dataDir)];
  return { firstMilliseconds, laterMilliseconds: median(later) };
}

async function measureLoads(dataDir: string, chosen: readonly Load[], effort: Effort, say: Say): Promise<Loaded> {
  const rows: Row[] = [];
  let memory: Memory | undefined;
  for (const [, same] of Map.groupBy(chosen, ({ settings }) => settings)) {
    const measured = await measureTogether(dataDir, same, effort, say);
    memory ??= measured.memory;
    rows.push(...measured.rows);
  }
  return { memory, rows };
}

/** Measures loads with the same settings on one shop, whose memory is read before the first of them. */
async function measureTogether(dataDir: string, same: readonly Load[], effort: Effort, say: Say): Promise<Loaded> {
  const shop = await openShop(dataDir, same[0]?.settings ?? {});
  try {
    await delay(settleMilliseconds);
    const memory = { idleMegabytes: usageOf(shop.pid)?.megabytes };
    const rows: Row[] = [];
    for (const load of same) {
      const row = { load, ...(await measure(shop, load, effort)) };
      const pgbench = row.pgbench ? `, pgbench ${row.pgbench.rounds.join(", ")}` : "";
      say(`  ${load.name}: ${row.shop.rounds.join(", ")} requests/s, bare ${row.bare.rounds.join(", ")}${pgbench}`);
      rows.push(row);
    }
    return { memory, rows };
  } finally {
    await shop.close();
  }
}

function startLines({ firstMilliseconds, laterMilliseconds }: Start): string {
  return `First start, to the first page of products: ${verdict(firstMilliseconds, goals.firstStartMilliseconds, "ms")}
Later start: ${verdict(laterMilliseconds, goals.laterStartMilliseconds, "ms")}`;
}

function verdict(value: number, goal: number, unit: string): string {
  return `${Math.round(value)} ${unit} (goal ≤ ${goal}: ${value <= goal ? "yes" : "no"})`;
}

function resultOf({ load, ...measured }: Row) {
  return { name: load.name, goal: load.goal, reached: isReached({ load, ...measured }), ...measured };
}
