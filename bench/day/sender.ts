import { once } from "node:events";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { type Errand, requestText } from "../shoppers/errand.ts";
import { errandOf } from "../shoppers/errands.ts";
import type { Mix } from "../shoppers/mix.ts";
import { openWire, type Outcome, type Wire } from "../shoppers/wire.ts";
import { openWorld, type World } from "../shoppers/world.ts";
import { planArrivals, type Stretch } from "./arrivals.ts";
import { type Entry, type OutcomeName, type Records, recordsOf } from "./records.ts";

/** First input of the program: where the shop is, and who its shoppers are. */
export type Opening = {
  /** Servers that get the requests in turn, or the balancer before them. */
  readonly urls: readonly string[];
  readonly mix: Mix;
  readonly anew: World["anew"];
  readonly seed: number;
  /** Connections that are opened before one is used again, and the most of them. */
  readonly shoppers: number;
  readonly connections: number;
};
/** Further inputs: what to send. Each is answered by the records of all its requests. */
export type Play = { readonly stretches: readonly Stretch[]; readonly seed: number };
export type SenderReply = { readonly isReady: true } | { readonly records: Records };

const timeoutMilliseconds = 10_000;
const headStartMilliseconds = 50;
/** When the plan is ahead of the program, replies are read after so many requests. */
const mostAtOnce = 32;

/** What is sent where. */
type Sending = { readonly world: World; readonly wires: readonly Wire[]; readonly hosts: readonly string[] };

// Runs as a separate process: opens its connections to the shop once, and then plays what it is told.
const [opening] = (await once(process, "message")) as [Opening];
const sending = await open(opening);
process.on("message", (told: Play) => void play(sending, told, opening.mix).then(reply));
process.once("disconnect", () => process.exit(0));
reply({ isReady: true });

async function open({ urls, anew, seed, shoppers, connections }: Opening): Promise<Sending> {
  const world = await openWorld({ url: urls[0] ?? "", seed, anew });
  const wires = urls.map((url) =>
    openWire({
      url,
      timeoutMilliseconds,
      connections: Math.ceil(connections / urls.length),
      least: Math.ceil(shoppers / urls.length),
    }),
  );
  return { world, wires, hosts: urls.map((url) => new URL(url).host) };
}

/** Sends each request when it is due, whatever became of the earlier ones, and waits until the fate of all is known. */
async function play(sending: Sending, { stretches, seed }: Play, mix: Mix): Promise<SenderReply> {
  const entries: Entry[] = [];
  let sent = 0;
  let atOnce = 0;
  const began = performance.now() + headStartMilliseconds;
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  let isPlanned = false;
  for (const { second, kind } of planArrivals(stretches, mix, seed)) {
    const due = began + second * 1000;
    const wait = due - performance.now();
    atOnce = wait > 0 ? 0 : atOnce + 1;
    if (wait > 0) await delay(wait);
    else if (atOnce % mostAtOnce === 0) await turn();
    const errand = errandOf(sending.world, kind);
    const lateMilliseconds = performance.now() - due;
    send(sending, errand, sent, (outcome) => {
      entries.push({ second, lateMilliseconds, milliseconds: performance.now() - due, kind: errand.kind, outcome });
      if (isPlanned && entries.length === sent) end();
    });
    sent += 1;
  }
  isPlanned = true;
  if (entries.length < sent) await isOver;
  return { records: recordsOf(entries) };
}

function send({ wires, hosts }: Sending, errand: Errand, number: number, done: (outcome: OutcomeName) => void): void {
  const at = number % wires.length;
  wires[at]?.send(requestText(errand, hosts[at] ?? ""), (outcome) => done(fateOf(errand, outcome)));
}

function fateOf({ learn }: Errand, outcome: Outcome): OutcomeName {
  if ("fault" in outcome) return outcome.fault;
  if (outcome.status === 429 || outcome.status === 503) return "refused";
  if (outcome.status !== 200) return "wrong";
  learn?.(JSON.parse(outcome.body.toString()) as never);
  return "answered";
}

function reply(told: SenderReply): void {
  process.send?.(told);
}
