import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedDatabase } from "./index.ts";
import { DatabaseGone, EmbeddedRefusal } from "./start-refusal.ts";

/** When and how often a database that ended is restarted. */
export type Restarts = {
  /** Delay before the first attempt; it doubles with each further attempt, up to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** Number of attempts in a row before restarting is given up. */
  readonly attempts: number;
  /** Time after which a running database counts as healthy, and the attempts are counted from zero again. */
  readonly steadyMilliseconds: number;
};

/** Ten attempts take 1.5 minutes: a disk can be cleared meanwhile, and a process supervisor soon learns of the end. */
const defaults: Restarts = {
  firstPauseMilliseconds: 100,
  longestPauseMilliseconds: 30_000,
  attempts: 10,
  steadyMilliseconds: 60_000,
};

export type SupervisorOptions = {
  readonly start: () => Promise<EmbeddedDatabase>;
  /** Called at each end, failed attempts included, and at each return. */
  readonly tell: (what: "ended" | "returned", about: Readonly<Record<string, unknown>>) => void;
  readonly restarts?: Restarts;
};

/** A database that is restarted whenever it ends. */
export type Supervised = {
  /** Returns its current or latest URL: a start that finds its port taken chooses another. */
  url(): string;
  /** Resolves with the reason, worded for the owner, when restarting is given up. */
  readonly lost: Promise<EmbeddedRefusal>;
  stop(): Promise<void>;
};

/** Maximum wait, when stopping, for a start that is in progress. */
const stopMilliseconds = 3_000;

/** Keeps a database running until it is stopped or given up. */
export function supervise(
  first: EmbeddedDatabase,
  { start, tell, restarts = defaults }: SupervisorOptions,
): Supervised {
  const stopping = new AbortController();
  const stopped = once(stopping.signal, "abort").then(() => undefined);
  const lost = Promise.withResolvers<EmbeddedRefusal>();
  const pauses = pausesOf(restarts);
  let current = first;

  /** Restarts the database. Returns undefined if it is stopped meanwhile; throws when the attempts are used up. */
  const startAgain = async (reason: string): Promise<EmbeddedDatabase | undefined> => {
    const pauseMilliseconds = pauses.next();
    if (pauseMilliseconds === undefined) throw givenUp(first.dataFolder, restarts, reason);
    tell("ended", { reason, pauseMilliseconds });
    await delay(pauseMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) return undefined;
    try {
      return await start();
    } catch (error) {
      if (error instanceof DatabaseGone) throw error;
      return startAgain((error as Error).message);
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const reason = await Promise.race([current.exited, stopped]);
      if (reason === undefined) return;
      if (performance.now() - began >= restarts.steadyMilliseconds) pauses.beginAnew();
      const next = await startAgain(reason);
      if (!next) return;
      tell("returned", { port: Number(new URL(next.url).port), hasMoved: next.url !== current.url });
      current = next;
    }
    // The database started while it was being stopped.
    await current.stop();
  };
  const watching = watch().catch((error: unknown) => lost.resolve(error as EmbeddedRefusal));

  return {
    url: () => current.url,
    lost: lost.promise,
    async stop() {
      stopping.abort();
      await current.stop();
      await Promise.race([watching, delay(stopMilliseconds, undefined, { ref: false })]);
    },
  };
}

/** Counts attempts in a row. `next` returns the delay before the next one, or undefined when they are used up. */
function pausesOf({ firstPauseMilliseconds, longestPauseMilliseconds, attempts }: Restarts) {
  let tries = 0;
  return {
    next(): number | undefined {
      tries += 1;
      return tries > attempts
        ? undefined
        : Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (tries - 1));
    },
    beginAnew: () => void (tries = 0),
  };
}

function givenUp(folder: string, { attempts }: Restarts, reason: string): EmbeddedRefusal {
  return new EmbeddedRefusal(
    `The database in ${folder} ended and does not stay up: it was started again ${attempts} times in a row, and each time that failed or it ended soon. ` +
      `The last time the reason was: ${reason.replace(/\.$/, "")}. Mend that, then start the shop again; PostgreSQL's own log is in ${folder}/log.`,
  );
}
