import { Worker } from "node:worker_threads";
import { unavailable } from "../../platform/refusal.ts";
import type { Outcome, Task } from "./hashing-worker.ts";

/** A queue of more than a few seconds of hashing only makes everybody wait: newcomers are told to come again. */
const longestQueue = 200;
/** One network leaves half of it to the others: right passwords are not counted, and cost as much as wrong ones. */
const mostOfOne = longestQueue / 2;
/** A thread has one task at hand and the next beside it: it need not wait for the event loop in between. */
const tasksAtHand = 2;

/** What hashes has hardly any objects; without a limit each thread lets 50 MB of them gather before it looks. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

export type Workers = {
  /** `network`: from where it is asked for. */
  run(task: Task, network?: string): Promise<Outcome>;
  close(): Promise<void>;
};

type Asked = {
  readonly task: Task;
  readonly network: string | undefined;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};
/** A thread, and what it was asked, in the order in which it answers. */
type Hand = { readonly worker: Worker; readonly asked: Asked[] };

/** Threads that hash, `atOnce` at most, each started when it is first needed. */
export function openWorkers(atOnce: number): Workers {
  const hands = new Set<Hand>();
  const waiting: Asked[] = [];
  let isClosed = false;

  const refill = (hand: Hand): void => {
    const next = waiting.shift();
    if (next) give(hand, next);
    // One that has nothing to do keeps no program from ending.
    else if (hand.asked.length === 0) hand.worker.unref();
  };
  const start = (): Hand => {
    const worker = new Worker(new URL("./hashing-thread.js", import.meta.url), { resourceLimits });
    const hand: Hand = { worker, asked: [] };
    hands.add(hand);
    hand.worker.on("message", (outcome: Outcome) => {
      hand.asked.shift()?.resolve(outcome);
      refill(hand);
    });
    hand.worker.on("error", () => undefined);
    // Whoever waits for a thread that has died comes again; the others' tasks go to one that takes its place.
    hand.worker.once("exit", () => {
      hands.delete(hand);
      for (const { reject } of hand.asked) reject(unavailable());
      if (waiting.length > 0) refill(start());
    });
    return hand;
  };
  const freest = (): Hand => {
    let best: Hand | undefined;
    for (const hand of hands) if (!best || hand.asked.length < best.asked.length) best = hand;
    return best && (best.asked.length === 0 || hands.size >= atOnce) ? best : start();
  };

  const isFullFor = (network: string | undefined): boolean =>
    waiting.length >= longestQueue - atOnce * (tasksAtHand - 1) ||
    (network !== undefined && waiting.filter((asked) => asked.network === network).length >= mostOfOne);

  return {
    run(task, network) {
      if (isClosed || isFullFor(network)) return Promise.reject(unavailable());
      return new Promise((resolve, reject) => {
        const asked = { task, network, resolve, reject };
        const hand = freest();
        if (hand.asked.length < tasksAtHand) give(hand, asked);
        else waiting.push(asked);
      });
    },
    async close() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(unavailable());
      await Promise.all([...hands].map(({ worker }) => worker.terminate()));
    },
  };
}

function give({ worker, asked }: Hand, next: Asked): void {
  worker.ref();
  asked.push(next);
  worker.postMessage(next.task, []);
}
