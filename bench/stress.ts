import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { keepingNothing } from "./load.ts";
import { describeMachine } from "./machine.ts";
import type { Say } from "./say.ts";
import { openShop } from "./shop.ts";
import { askOf, lookAround } from "./stress/catalogue.ts";
import { dataOfSize } from "./stress/data.ts";
import { readPaths } from "./stress/paths.ts";
import { goalAt, stressTable, type Measured } from "./stress/table.ts";
import { visitWith } from "./visiting.ts";

export type StressEffort = {
  /** Folder of the databases, with a subfolder for each size. */
  readonly folder: string;
  readonly sizes: readonly string[];
  /** Measures only paths whose names start with one of these; all when empty. */
  readonly only: readonly string[];
};

/**
 * Reads per second, sent without waiting for earlier replies: some load, but too little for queueing to be measured.
 */
const rate = 40;
/** Long enough for the slowest hundredth to be several reads. */
const seconds = 12;
/** Uncounted time in which statements are planned and pages of the database are read from disk. */
const warmUpSeconds = 3;
const settleMilliseconds = 3000;

const measureAt = async (dataDir: string, size: number, { only }: StressEffort, say: Say): Promise<Measured[]> => {
  const shop = await openShop(dataDir, { ...keepingNothing, WORKER: "off" });
  try {
    await delay(settleMilliseconds);
    const ask = askOf(shop.url);
    const catalogue = await lookAround(ask);
    if (catalogue.products !== size) throw new Error(`The shop for ${size} products holds ${catalogue.products}.`);
    const measured: Measured[] = [];
    for (const { name: path, urls: paths } of readPaths) {
      if (only.length > 0 && !only.some((begin) => path.startsWith(begin))) continue;
      const urls = (await paths(catalogue, ask)).map((each) => shop.url + each);
      if (urls.length === 0) throw new Error(`The shop for ${size} products has nothing for "${path}".`);
      await visitWith({ urls, seconds: warmUpSeconds, rate });
      const visited = { path, size, ...(await visitWith({ urls, seconds, rate })) };
      say(
        `  ${size}, ${path}: p50 ${visited.p50.toFixed(1)} ms, p99 ${visited.p99.toFixed(1)} ms, ${visited.failures} failed`,
      );
      measured.push(visited);
    }
    return measured;
  } finally {
    await shop.close();
  }
};

/** Measures each read path at each size; returns 1 when a read failed, else 0. */
export const runStress = async (effort: StressEffort, say: Say): Promise<number> => {
  await mkdir(effort.folder, { recursive: true });
  await chmod(effort.folder, 0o755);
  const measured: Measured[] = [];
  let dataDir = "";
  for (const size of effort.sizes.map(Number)) {
    dataDir = await dataOfSize(effort.folder, size);
    measured.push(...(await measureAt(dataDir, size, effort, say)));
  }
  const machine = await describeMachine(join(dataDir, "database", "log"));
  say(
    `\n${machine.cores} cores of ${machine.processor}, ${machine.memoryGigabytes} GB; Node ${machine.node}, ${machine.database}; nothing kept, ${rate} reads a second for ${seconds} s each, beside the program that reads\n\n${stressTable(measured)}`,
  );
  if (effort.only.length === 0) {
    const date = new Date().toISOString().slice(0, 10);
    const reached = measured.map((one) => ({
      ...one,
      goal: goalAt(one.size),
      reached: one.p99 <= (goalAt(one.size) ?? Infinity),
    }));
    await writeFile(
      new URL(`results/${date}-stress.json`, import.meta.url),
      `${JSON.stringify({ date, machine, rate, seconds, paths: reached }, null, 2)}\n`,
    );
    say(`\nWritten to bench/results/${date}-stress.json.`);
  }
  return measured.some(({ failures }) => failures > 0) ? 1 : 0;
};
