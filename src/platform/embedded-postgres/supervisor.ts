import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedDatabase } from "./index.ts";
import { DatabaseGone, EmbeddedRefusal } from "./start-refusal.ts";

/** How a database that ends is started again. */
export type Restarts = {
  /** The pause before the first try; each further one takes twice as long, up to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** So many tries in a row, then it is given up. */
  readonly attempts: number;
  /** A database that ran for so long is well again: counting begins anew. */
  readonly steadyMilliseconds: number;
};

/** Ten tries take a minute and a half: a disk can be cleared meanwhile, and whoever supervises the program learns of it soon. */
const defaults: Restarts = {
  firstPauseMilliseconds: 100,
  longestPauseMilliseconds: 30_000,
  attempts: 10,
  steadyMilliseconds: 60_000,
};

export type SupervisorOptions = {
  readonly start: () => Promise<EmbeddedDatabase>;
  /** Is told of each end, a try that failed included, and of each return. */
  readonly tell: (what: "ended" | "returned", about: Readonly<Record<string, unknown>>) => void;
  readonly restarts?: Restarts;
};

/** A database that is started again whenever it ends. */
export type Supervised = {
  /** Where it is now, or was last: each start may find its port taken and choose another. */
  url(): string;
  /** Resolves with the reason, in words for the owner, when it is given up. */
  readonly lost: Promise<EmbeddedRefusal>;
  stop(): Promise<void>;
};

/** A start that is under way when everything is to end is waited for no longer than this. */
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

  /** Undefined when all is to end meanwhile; throws when trying is over. */
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
    // It came up while all was to end.
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

/** The pauses of one row of tries; `next` answers none when there were enough. */
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
