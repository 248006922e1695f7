import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Request } from "./load.ts";

/** What the load program is told: where to send which requests, over how many connections, for how long. */
export type Volley = {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second over all connections; as many as are answered when it is not given. */
  readonly rate?: number | undefined;
  /** So many requests belong together; 1 unless given. */
  readonly unit?: number;
  /** The first number for `{next}`. */
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

/** What came of a volley; p50 and p99 in milliseconds. */
export type Fired = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly faults: Faults;
};

/** Fires a volley from a process of its own. */
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
