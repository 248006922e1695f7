import cluster from "node:cluster";
import type { Order, Report } from "./messages.ts";

/** A process that answers requests. */
export type ServingProcess = {
  readonly pid: number;
  /** Resolves with its address when it answers; rejects when it ended before. */
  readonly opened: Promise<string>;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  tell(order: Order): void;
  /** Ends it at once. */
  kill(): void;
};

/** A serving process ended before it answered; it has printed the reason. */
export class EndedEarly extends Error {}

/**
 * Starts processes that accept connections from one shared socket, each by itself. They read their settings anew, but
 * for these, by the names of their variables.
 */
export function openForks(settled: Readonly<Record<string, string>>): { start(open: Order): ServingProcess } {
  // With the other policy, this process would accept all connections and pass them on. Those that are on the way to a
  // process when it is killed would neither be answered nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  return { start: (open) => start(open, settled) };
}

function start(open: Order, settled: Readonly<Record<string, string>>): ServingProcess {
  const worker = cluster.fork(settled);
  const opened = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<string>();
  const end = (reason: string): void => {
    ended.resolve(reason);
    opened.reject(new EndedEarly(`A process ended before it answered requests: it ${reason}.`));
  };
  opened.promise.catch(() => undefined);
  worker.on("message", ({ address }: Report) => opened.resolve(address));
  worker.on("exit", (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  // A process that could not be started, or a message that could not be sent: its end is told by the other event.
  worker.on("error", (error) => {
    if (worker.process.pid === undefined) end(`could not be started (${error.message})`);
  });
  const tell = (order: Order): void => {
    if (worker.isConnected()) worker.send(order);
  };
  tell(open);
  return {
    pid: worker.process.pid ?? 0,
    opened: opened.promise,
    ended: ended.promise,
    tell,
    kill: () => void worker.process.kill("SIGKILL"),
  };
}
