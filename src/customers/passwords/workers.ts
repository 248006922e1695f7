import { Worker } from "node:worker_threads";
import { unavailable } from "../../platform/refusal.ts";
import type { Outcome, Task } from "./hashing-worker.ts";

/** Maximum queue length. Further tasks get 503: more than a few seconds of hashing only make all clients wait. */
const longestQueue = 200;
/** Maximum share of one network: correct passwords are not rate limited, and cost as much as wrong ones. */
const mostOfOne = longestQueue / 2;
/** Tasks per thread: one in progress and one prefetched, so that it need not wait for the event loop in between. */
const tasksAtHand = 2;

/** Hashing creates few objects; without a limit each thread collects 50 MB of them before it frees any. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

export type Workers = {
  /** `network`: the client's network. */
  run(task: Task, network?: string): Promise<Outcome>;
  close(): Promise<void>;
};

type Asked = {
  readonly task: Task;
  readonly network: string | undefined;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};
/** A thread and its tasks, in the order in which it finishes them. */
type Hand = { readonly worker: Worker; readonly asked: Asked[] };

/** Opens a pool of at most `atOnce` hashing threads, each started when it is first needed. */
export function openWorkers(atOnce: number): Workers {
  const hands = new Set<Hand>();
  const waiting: Asked[] = [];
  let isClosed = false;

  const refill = (hand: Hand): void => {
    const next = waiting.shift();
    if (next) give(hand, next);
    // An idle thread does not keep the process alive.
    else if (hand.asked.length === 0) hand.worker.unref();
  };
  const start = (): Hand => {
    const worker = new Worker(new URL("./hashing-thread.js", import.meta.url), { resourceLimits });
    const hand: Hand = { worker, asked: [] };
    hands.add(hand);
    hand.worker.on("message", (outcome: Outcome | undefined) => {
      settle(hand.asked.shift(), outcome);
      refill(hand);
    });
    hand.worker.on("error", () => undefined);
    // Tasks of a dead thread fail with 503, and clients retry them; a replacement thread takes the queued tasks.
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

/** Settles a task; one without an outcome is refused, because nobody waits for it any more. */
function settle(done: Asked | undefined, outcome: Outcome | undefined): void {
  if (outcome === undefined) done?.reject(unavailable());
  else done?.resolve(outcome);
}
