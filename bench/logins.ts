import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { json, openAccounts } from "./accounts.ts";
import type { Request } from "./load.ts";
import type { Effort } from "./effort.ts";
import { median } from "./measure.ts";
import { openShop } from "./shop.ts";
import { visitWith } from "./visiting.ts";
import type { Visit, Visited } from "./visits.ts";
import { fireVolley, type Faults, type Volley } from "./volley.ts";

/** What the logins of a shop are measured with: rounds of a load, on so many processes that answer requests. */
export type LoginEffort = Pick<Effort, "seconds" | "rounds"> & { readonly workers: number };

/**
 * Logins per second next to bare password hashes per second on the same cores; p99 of a cached product in milliseconds,
 * without load and during a login burst.
 */
export type Logins = {
  readonly workers: number;
  readonly perSecond: number;
  readonly bareHashesPerSecond: number;
  readonly ratio: number;
  readonly calmP99: number;
  readonly stormP99: number;
  readonly stormRatio: number;
  readonly faults: readonly Faults[];
};

const loginGoals = { ratio: 0.9, stormRatio: 1.5 } as const;
const stormConnections = 8;
/** Product reads per second: far below the shop's capacity, so that only the login burst causes waiting. */
const visitRate = 200;

const bareHashes = async (seconds: number): Promise<number> => {
  const program = fork(fileURLToPath(new URL("hashing.ts", import.meta.url)), [String(seconds)]);
  const [perSecond] = (await once(program, "message")) as [number];
  return perSecond;
};

const visitWell = async (visit: Visit): Promise<Visited> => {
  const visited = await visitWith(visit);
  if (visited.failures > 0) throw new Error(`${visited.failures} looks at a product failed.`);
  return visited;
};

const loginsOf = async (url: string): Promise<Request[]> => {
  const accounts = await openAccounts(url, 40);
  return accounts.map(({ email, password }) => ({
    path: "/customers/login",
    method: "POST",
    headers: json,
    body: JSON.stringify({ email, password }),
  }));
};

/** Measures logins at full load next to bare hashing, and product reads without and during that load, in rounds. */
export const measureLogins = async (dataDir: string, { seconds, rounds, workers }: LoginEffort): Promise<Logins> => {
  const shop = await openShop(dataDir, { RATE_LIMIT: "off", WORKERS: String(workers) });
  try {
    const { url } = shop;
    const storm: Volley = { url, seconds, connections: stormConnections, requests: await loginsOf(url) };
    const visit: Visit = { urls: [`${url}/products/1`], seconds, rate: visitRate };
    // Each process starts its threads, and keeps the product's reply.
    await fireVolley({ ...storm, seconds: 1 });
    await visitWell({ ...visit, seconds: 1 });
    const measured = [];
    for (let count = 0; count < rounds; count += 1) {
      const bare = await bareHashes(seconds);
      const alone = await fireVolley(storm);
      const quiet = await visitWell(visit);
      const [stormFired, stormy] = await Promise.all([fireVolley(storm), visitWell(visit)]);
      measured.push({ bare, alone, quiet, stormy, stormFired });
    }
    return {
      workers,
      perSecond: median(measured.map(({ alone }) => alone.perSecond)),
      bareHashesPerSecond: median(measured.map(({ bare }) => bare)),
      ratio: median(measured.map(({ alone, bare }) => alone.perSecond / bare)),
      calmP99: median(measured.map(({ quiet }) => quiet.p99)),
      stormP99: median(measured.map(({ stormy }) => stormy.p99)),
      stormRatio: median(measured.map(({ stormy, quiet }) => stormy.p99 / quiet.p99)),
      faults: measured.flatMap(({ alone, stormFired }) => [alone.faults, stormFired.faults]),
    };
  } finally {
    await shop.close();
  }
};

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
const isReached = (reached: boolean): string => (reached ? "yes" : "no");

/** Formats the figures as two lines. */
export const loginLines = (logins: Logins): string => {
  const { workers, perSecond, bareHashesPerSecond, ratio, calmP99, stormP99, stormRatio } = logins;
  const processes = workers === 1 ? "one process" : `${workers} processes and one that hashes`;
  return (
    `Logins, ${processes}: ${perSecond.toFixed(1)}/s, bare argon2id on all cores ${bareHashesPerSecond.toFixed(1)}/s: ${percent(ratio)} ` +
    `(goal ≥ ${percent(loginGoals.ratio)}: ${isReached(ratio >= loginGoals.ratio)})\n` +
    `p99 of a kept product: calm ${calmP99.toFixed(2)} ms, in a storm of logins ${stormP99.toFixed(2)} ms: × ${stormRatio.toFixed(2)} ` +
    `(goal ≤ × ${loginGoals.stormRatio}: ${isReached(stormRatio <= loginGoals.stormRatio)})`
  );
};
