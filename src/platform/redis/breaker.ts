import { RedisFull, type RedisState } from "./redis.ts";

export type BreakerOptions = {
  /** Resolves when Redis answers. */
  readonly probe: () => Promise<void>;
  /** Called when Redis answers for the first time or again, and when it begins to fail. */
  readonly turned: (state: RedisState, error?: unknown) => void;
  /** Longest time that a command may take. */
  readonly commandMilliseconds: number;
};

export type Breaker = {
  /** Runs a command; rejects it at once while Redis does not answer. */
  run<Result>(command: () => Promise<Result>): Promise<Result>;
  state(): RedisState;
  close(): void;
};

const probeMilliseconds = 1000;
const longestPauseMilliseconds = 30_000;
/** A failure sooner than this after the one before doubles the pause: one of several nodes may be gone. */
const steadyMilliseconds = 15_000;
/** A connection opens in this time; before it is over, nobody is told that Redis does not answer. */
const openingMilliseconds = 1000;
const openingProbeMilliseconds = 25;

/**
 * Opens a circuit breaker. The first command that fails or takes too long opens the circuit: only the requests that wait
 * for Redis at that moment have waited in vain. From then on only a probe asks it, after a pause, until it answers.
 * Probes go on while it answers, so that its state is known when nobody needs it.
 */
export function openBreaker({ probe, turned, commandMilliseconds }: BreakerOptions): Breaker {
  const opened = performance.now();
  let state: RedisState | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const pause = openPause();

  const turn = (now: RedisState, error?: unknown): void => {
    const isNew = state !== now;
    if (!isNew || isEnded) return;
    state = now;
    if (now === "away") pause.fail();
    turned(now, error);
  };
  const lookIn = (milliseconds: number): void => {
    clearTimeout(timer);
    if (!isEnded) timer = setTimeout(() => void look(), milliseconds).unref();
  };
  const look = async (): Promise<void> => {
    const error = await within(commandMilliseconds, probe()).then(() => undefined, failureOf);
    const isOpening = state === undefined && performance.now() - opened < openingMilliseconds;
    if (!error) turn("answers");
    else if (!isOpening) turn("away", error);
    if (error) lookIn(isOpening ? openingProbeMilliseconds : pause.milliseconds());
    else lookIn(probeMilliseconds);
  };
  void look();

  return {
    async run(command) {
      if (state !== "answers") throw new Error("Redis does not answer");
      try {
        return await within(commandMilliseconds, command());
      } catch (error) {
        if (error instanceof RedisFull) throw error;
        turn("away", error);
        lookIn(pause.milliseconds());
        throw error;
      }
    },
    state: () => state ?? "away",
    close() {
      isEnded = true;
      state = "away";
      clearTimeout(timer);
    },
  };
}

/** Keeps the pause after a failure, which grows while failures follow each other soon. */
function openPause() {
  let lastFailure = -Infinity;
  let pause = probeMilliseconds;
  return {
    milliseconds: () => pause,
    fail(): void {
      const isSteady = performance.now() - lastFailure > steadyMilliseconds;
      pause = isSteady ? probeMilliseconds : Math.min(pause * 2, longestPauseMilliseconds);
      lastFailure = performance.now();
    },
  };
}

function failureOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Rejects when the answer takes longer; a later answer is dropped. An answer that has arrived while this process was busy
 * is read first: its own pause is not Redis's.
 */
async function within<Result>(milliseconds: number, answer: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(new Error(`no answer within ${milliseconds} ms`));
  const timer = setTimeout(() => setImmediate(giveUp), milliseconds);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
