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

/** Threads that hash, `atOnce` at most, each started when it is first needed. */
export const openWorkers = (atOnce: number): Workers => {
  const started = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];

  const start = (): Worker => {
    const worker = new Worker(new URL("./hashing-worker.ts", import.meta.url));
    started.add(worker);
    worker.on("error", () => undefined);
    worker.once("exit", () => {
      started.delete(worker);
      idle.splice(0, idle.length, ...idle.filter((other) => other !== worker));
    });
    return worker;
  };
  const take = async (): Promise<Worker> => {
    const free = idle.pop();
    if (free) return free;
    if (started.size < atOnce) return start();
    if (waiting.length >= longestQueue) throw unavailable();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift();
    const able = started.has(worker) ? worker : undefined;
    if (next) next(able ?? start());
    else if (able) {
      // One that has nothing to do keeps no program from ending.
      able.unref();
      idle.push(able);
    }
  };

  return {
    async run(task) {
      const worker = await take();
      const gone = new AbortController();
      const leave = () => gone.abort();
      worker.once("exit", leave).ref();
      try {
        worker.postMessage(task);
        const [outcome] = (await once(worker, "message", { signal: gone.signal })) as [Outcome];
        return outcome;
      } catch (error) {
        throw Object.assign(unavailable(), { cause: error });
      } finally {
        worker.off("exit", leave);
        giveBack(worker);
      }
    },
    async close() {
      await Promise.all([...started].map((worker) => worker.terminate()));
    },
  };
};
