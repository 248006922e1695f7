import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Request } from "./load.ts";

/** Input of the load program: which requests to send where, over how many connections, for how long. */
export type Volley = {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests per second over all connections; unlimited when absent. */
  readonly rate?: number | undefined;
  /** Number of consecutive requests that belong together; 1 by default. */
  readonly unit?: number;
  /** Number that `{next}` starts from. */
  readonly next?: number;
  readonly requests: readonly (Request & { readonly expected?: string | undefined })[];
};

export type Faults = {
  readonly wrongStatus: number;
  readonly wrongBody: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly cut: number;
};

/** Result of a load run; p50 and p99 in milliseconds. */
export type Fired = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly faults: Faults;
  /** How often each request got a status that was not expected: `POST /orders 503 COM_50`. */
  readonly wrongReplies: Readonly<Record<string, number>>;
};

/** Runs a load in a separate process. */
export const fireVolley = async (volley: Volley): Promise<Fired> => {
  const program = fork(fileURLToPath(new URL("fire.ts", import.meta.url)));
  const failed = once(program, "exit").then(([code]) => {
    throw new Error(`The load program ended with ${code} before it told anything.`);
  });
  program.send(volley);
  const [fired] = (await Promise.race([once(program, "message"), failed])) as [Fired];
  failed.catch(() => undefined);
  return fired;
};

/** Adds up the faults of several runs. */
export const sumOfFaults = (faults: readonly Faults[]): Faults => {
  const sum = (name: keyof Faults) => faults.reduce((total, fault) => total + fault[name], 0);
  return {
    wrongStatus: sum("wrongStatus"),
    wrongBody: sum("wrongBody"),
    errors: sum("errors"),
    timeouts: sum("timeouts"),
    cut: sum("cut"),
  };
};

/** Adds up the replies of several runs that had a wrong status, and lists them as text; empty when there are none. */
export const wrongRepliesOf = (fired: readonly Pick<Fired, "wrongReplies">[]): string => {
  const counts = new Map<string, number>();
  for (const [what, count] of fired.flatMap(({ wrongReplies }) => Object.entries(wrongReplies)))
    counts.set(what, (counts.get(what) ?? 0) + count);
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(", ");
};
