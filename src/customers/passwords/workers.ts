import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { unavailable } from "../../platform/refusal.ts";
import type { Outcome, Task } from "./hashing-worker.ts";

/** A queue of more than a few seconds of hashing only makes everybody wait: newcomers are told to come again. */
const longestQueue = 200;

export type Workers = {
  run(task: Task): Promise<Outcome>;
  close(): Promise<void>;
};

const startWorker = (): Worker =>
  new Worker(new URL("./hashing-worker.ts", import.meta.url)).on("error", () => undefined);

/** One task on one worker; a worker that dies of it leaves the caller to come again. */
const runOn = async (worker: Worker, task: Task): Promise<Outcome> => {
  const gone = new AbortController();
  const leave = () => gone.abort();
  worker.once("exit", leave);
  worker.ref();
  try {
    worker.postMessage(task, []);
    const [outcome] = (await once(worker, "message", { signal: gone.signal })) as [Outcome];
    return outcome;
  } catch (error) {
    throw Object.assign(unavailable(), { cause: error });
  } finally {
    worker.off("exit", leave);
    // One that has nothing to do keeps no program from ending.
    worker.unref();
  }
};

/** Threads that hash, `atOnce` at most, each started when it is first needed. */
export const openWorkers = (atOnce: number): Workers => {
  const alive = new Set<Worker>();
  const idle = new Set<Worker>();
  const waiting: ((worker: Worker) => void)[] = [];

  const start = (): Worker => {
    const worker = startWorker();
    alive.add(worker);
    worker.once("exit", () => {
      alive.delete(worker);
      idle.delete(worker);
    });
    return worker;
  };
  const take = async (): Promise<Worker> => {
    for (const worker of idle) {
      idle.delete(worker);
      return worker;
    }
    if (alive.size < atOnce) return start();
    if (waiting.length >= longestQueue) throw unavailable();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(alive.has(worker) ? worker : start());
    else if (alive.has(worker)) idle.add(worker);
  };

  return {
    async run(task) {
      const worker = await take();
      return runOn(worker, task).finally(() => giveBack(worker));
    },
    async close() {
      await Promise.all([...alive].map((worker) => worker.terminate()));
    },
  };
};
