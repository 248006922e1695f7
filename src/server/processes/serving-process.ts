import cluster from "node:cluster";
import type { Metric } from "../../platform/telemetry/exposition.ts";
import type { Hasher } from "./hasher.ts";
import type { MetricsOf, Opening, Order, Report } from "./messages.ts";
import { openQuestions } from "./questions.ts";

/** A process that answers requests. */
export type ServingProcess = {
  readonly pid: number;
  /** Resolves with its address when it answers; rejects when it ended before. */
  readonly opened: Promise<string>;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  tell(order: Order): void;
  /** Asks for its metrics. Resolves with undefined when it ends, and never while it hangs. */
  metrics(of: MetricsOf): Promise<readonly Metric[] | undefined>;
  /** Ends it at once. */
  kill(): void;
};

/** A serving process ended before it answered; it has printed the reason. */
export class EndedEarly extends Error {}

/** What processes that answer requests are started with. */
export type ForkOptions = {
  /** Settings, by the names of their variables, that they do not read anew. */
  readonly settled: Readonly<Record<string, string>>;
  readonly hasher: Pick<Hasher, "ask">;
};

/** Starts processes that accept connections from one shared socket, each by itself, and have their passwords hashed. */
export function openForks(options: ForkOptions): { start(opening: Opening): ServingProcess } {
  // With the other policy, this process would accept all connections and pass them on. Those that are on the way to a
  // process when it is killed would neither be answered nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  return { start: (opening) => start(opening, options) };
}

function start(opening: Opening, { settled, hasher }: ForkOptions): ServingProcess {
  const worker = cluster.fork(settled);
  const opened = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<string>();
  /** Orders from before it listened, when they would be lost. */
  const early: Order[] = [opening];
  let isListening = false;
  const tell = (order: Order): void => {
    if (!isListening) early.push(order);
    else if (worker.isConnected()) worker.send(order);
  };
  const listens = (): void => {
    isListening = true;
    for (const order of early.splice(0)) tell(order);
  };
  const questions = openQuestions((of) => tell({ kind: "metrics", of }));
  const end = (reason: string): void => {
    ended.resolve(reason);
    opened.reject(new EndedEarly(`A process ended before it answered requests: it ${reason}.`));
    questions.end();
  };
  opened.promise.catch(() => undefined);
  worker.on("message", (report: Report) => {
    if (report.kind === "ready") listens();
    if (report.kind === "open") opened.resolve(report.address);
    if (report.kind === "hash") hasher.ask(report, tell);
    if (report.kind === "metrics") questions.answered(report.of, report.metrics);
  });
  worker.on("exit", (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  // A process that could not be started, or a message that could not be sent: its end is told by the other event.
  worker.on("error", (error) => {
    if (worker.process.pid === undefined) end(`could not be started (${error.message})`);
  });
  return {
    pid: worker.process.pid ?? 0,
    opened: opened.promise,
    ended: ended.promise,
    tell,
    metrics: (of) => questions.ask(of),
    kill: () => void worker.process.kill("SIGKILL"),
  };
}
