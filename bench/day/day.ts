import { assumptionsWith } from "../../tools/capacity/assumptions.ts";
import { type Peak, ratesOf } from "../../tools/capacity/rates.ts";
import { isChosen } from "../chosen.ts";
import { coresText, type Parts, whileCounting } from "../cores.ts";
import type { Say } from "../say.ts";
import { hasSetting, openSite } from "../site.ts";
import { hasBalancer, openBalancer } from "./balancer.ts";
import { type Figures, figuresOf, quantile } from "./figures.ts";
import { overload } from "./overload.ts";
import { openPlayers, type Players } from "./players.ts";
import { figuresTable } from "./table.ts";

export type Day = {
  /** Daily users, whose peaks are played. */
  readonly users: number;
  readonly seconds: number;
  readonly servers: number;
  readonly replicas: number;
  /** Requests go to the servers in turn, without HAProxy. */
  readonly isDirect: boolean;
  readonly seed: number;
  /** Beginnings of the parts' names: normal, event, overload; all when empty. */
  readonly only: readonly string[];
};

type Goal = { readonly peak: Peak; readonly name: string; readonly p99: number };
/** Where the day is played: the URLs that shoppers use, and the processes behind them. */
type Stage = { readonly urls: readonly string[]; readonly parts: Parts<string>; close(): Promise<void> };

const goals: readonly Goal[] = [
  { peak: "normal", name: "normal peak", p99: 50 },
  { peak: "event", name: "event peak", p99: 100 },
];
const warmUpSeconds = 5;
/** A visitor sends a request every eight seconds on average, over a connection of their own. */
const secondsPerRequest = 8;
/** Of the 5 000 connections that one server takes by default, those that load programs may open. */
const mostConnections = 4000;

/**
 * Plays the peaks of a day: requests at planned times, whatever the shop answers, timed from when each was due. Returns 1
 * when a request of the normal peak was refused or failed, else 0.
 */
export async function runDay(folder: string, day: Day, say: Say): Promise<number> {
  const stage = await openStage(folder, day, say);
  try {
    const players = await openPlayersOf(day, stage);
    try {
      await players.play([{ rate: rateAt(day, "normal") / 2, seconds: warmUpSeconds }]);
      let isSound = true;
      for (const goal of goals.filter(({ name }) => isChosen(name, day.only))) {
        const { refused, failed } = await playPeak({ goal, day, stage, players }, say);
        isSound &&= goal.peak !== "normal" || refused + failed === 0;
      }
      const rates = { normal: rateAt(day, "normal"), event: rateAt(day, "event") };
      if (isChosen("overload", day.only)) await overload({ ...rates, seconds: day.seconds, players }, say);
      return isSound ? 0 : 1;
    } finally {
      players.close();
    }
  } finally {
    await stage.close();
  }
}

/** Opens the servers, with replicas and HAProxy where the program and the machine have them. */
async function openStage(folder: string, { servers, replicas, isDirect }: Day, say: Say): Promise<Stage> {
  const isBalanced = !isDirect && hasBalancer();
  const site = await openSite({
    folder,
    processes: servers,
    isOnePort: false,
    replicas: hasSetting("REPLICAS") ? replicas : 0,
    settings: { RATE_LIMIT: "off", ...(isBalanced ? { TRUST_PROXY: "127.0.0.1" } : {}) },
  });
  const { length: copies } = site.parts.replicas;
  say(`${servers} servers, ${copies} replicas${isBalanced ? ", HAProxy" : ""}, and the load program beside them …`);
  if (!isBalanced) return site;
  try {
    const balancer = await openBalancer(site.urls, folder);
    return {
      urls: [balancer.url],
      parts: { ...site.parts, HAProxy: [balancer.pid] },
      async close() {
        await balancer.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

function openPlayersOf(day: Day, { urls }: Stage): Promise<Players> {
  const assumptions = assumptionsWith();
  const { list, search } = assumptions.requests;
  const made = ({ edgeHits, keptHits }: typeof list): number => (1 - edgeHits) * (1 - keptHits);
  const opening = {
    urls,
    mix: ratesOf(day.users, assumptions, "normal"),
    anew: { lists: made(list), searches: made(search) },
    seed: day.seed,
    shoppers: Math.min(mostConnections, Math.ceil(rateAt(day, "event") / secondsPerRequest)),
    connections: mostConnections,
  };
  return openPlayers(opening, 2 * rateAt(day, "event"));
}

type Playing = { readonly goal: Goal; readonly day: Day; readonly stage: Stage; readonly players: Players };

async function playPeak({ goal, day, stage, players }: Playing, say: Say): Promise<Figures> {
  const { seconds, users } = day;
  const rate = rateAt(day, goal.peak);
  const { result: entries, seconds: used } = await whileCounting(stage.parts, () => players.play([{ rate, seconds }]));
  const figures = figuresOf(entries);
  const { requests, answered, refused, failed, p99 } = figures;
  const late = quantile(
    entries.map(({ lateMilliseconds }) => lateMilliseconds),
    0.99,
  );
  const perSecond = (count: number): string => (count / seconds).toFixed(1);
  say(`
The ${goal.name} of ${users} daily users: ${rate.toFixed(1)} requests/s for ${seconds} s; planned ${perSecond(requests)}/s, answered ${perSecond(answered)}/s

${figuresTable(entries)}

p99 ${p99.toFixed(1)} ms (goal ≤ ${goal.p99}: ${p99 <= goal.p99 ? "yes" : "no"}); refused or failed ${refused + failed} (goal 0: ${refused + failed === 0 ? "yes" : "no"})
Cores: ${coresText(used, seconds)}. The load program was ${late.toFixed(1)} ms late (p99), which counts too.`);
  return figures;
}

/** Returns the requests per second of a day's users at a peak. */
function rateAt({ users }: Day, peak: Peak): number {
  return Object.values(ratesOf(users, assumptionsWith(), peak)).reduce((sum, each) => sum + each, 0);
}
