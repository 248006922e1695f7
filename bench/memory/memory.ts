import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Measured, postmasterOf } from "../processes.ts";
import type { Say } from "../say.ts";
import { openShop } from "../shop.ts";
import type { Mix } from "../shoppers/mix.ts";
import { mostOf, type Sample, sampleOf } from "./samples.ts";
import type { Shopped, Shopping } from "./shopping.ts";
import type { Resident } from "./smaps.ts";

export type MemoryEffort = { readonly minutes: number; readonly connections: number };

/** More lists and searches made anew, carts, sign-ins and orders than visitors bring: what takes memory. */
const mix: Mix = {
  departments: 6,
  list: 30,
  search: 16,
  product: 20,
  shipping: 2,
  "read cart": 7,
  "change cart": 8,
  "sign in": 4,
  refresh: 2,
  account: 2,
  order: 2,
  payment: 1,
};
const anew = { lists: 0.5, searches: 0.5 } as const;

const goals = { idle: 130, load: 300 } as const;
const settleMilliseconds = 3000;
const sampleMilliseconds = 10_000;
const samplesPerMinute = 60_000 / sampleMilliseconds;
const restMilliseconds = 60_000;

type Load = { readonly samples: readonly Sample[]; readonly shopped: Shopped };

/**
 * Watches the resident memory of a server and of the database's largest backend under a mix of shoppers' requests and
 * after it, and prints it; returns 1 when a request failed, else 0.
 */
export async function runMemory(folder: string, effort: MemoryEffort, say: Say): Promise<number> {
  const { minutes, connections } = effort;
  const shop = await openShop(join(folder, "shop"), { RATE_LIMIT: "off" });
  try {
    const measured = { pid: shop.pid, postmaster: await postmasterOf(shop.databaseUrl) };
    await delay(settleMilliseconds);
    const idle = sampleOf(measured);
    say(`Idle: ${sampleText(idle)}\nA mix of requests for ${minutes} minutes, ${connections} connections …`);
    const shopping = { url: shop.url, seconds: minutes * 60, connections, mix, anew };
    const { samples, shopped } = await watch(measured, shopping, say);
    await delay(restMilliseconds);
    const rest = sampleOf(measured);
    const most = mostOf(samples);
    const perSecond = Math.round(shopped.requests / (minutes * 60));
    const faults = Object.entries(shopped.faults).map(([name, count]) => `${count} × ${name}`);
    say(`
Requests: ${shopped.requests} (${perSecond}/s), failed: ${faults.join(", ") || "none"}
Server idle after its start: ${residentText(idle.server)} (goal ≤ ${goals.idle}: ${verdict(idle.server.rss, goals.idle)})
Server at most: ${residentText(most.server)} (goal ≤ ${goals.load}: ${verdict(most.server.rss, goals.load)})
Server at rest, ${restMilliseconds / 1000} s after the load: ${residentText(rest.server)}
Largest backend at most: ${residentText(most.backend)}; at rest: ${residentText(rest.backend)}`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    await shop.close();
  }
}

/** Runs the load in a separate process, and samples the memory until it ends. */
async function watch(measured: Measured, shopping: Shopping, say: Say): Promise<Load> {
  const program = fork(fileURLToPath(new URL("shopping.ts", import.meta.url)));
  const ended = once(program, "exit");
  let shopped: Shopped = { requests: 0, faults: {}, isOver: false };
  program.on("message", (told: Shopped) => (shopped = told));
  program.send(shopping);
  const samples: Sample[] = [];
  const sampling = setInterval(() => {
    const sample = sampleOf(measured);
    samples.push(sample);
    if (samples.length % samplesPerMinute === 0)
      say(`  minute ${samples.length / samplesPerMinute}: ${sampleText(sample)}; ${shopped.requests} requests`);
  }, sampleMilliseconds);
  await ended;
  clearInterval(sampling);
  if (!shopped.isOver) throw new Error("The load program ended before its time.");
  return { samples, shopped };
}

function sampleText({ server, backend }: Sample): string {
  return `server ${residentText(server)}, largest backend ${residentText(backend)}`;
}

function residentText({ rss, pss }: Resident): string {
  return `${Math.round(rss)} MB (PSS ${Math.round(pss)})`;
}

function verdict(value: number, goal: number): string {
  return value <= goal ? "yes" : "no";
}
