import { pause, within } from "./limit.ts";
import { retryAfterSeconds, ShopUnreachable } from "./problem.ts";

/** How long a call waits for the shop. */
export type Patience = {
  /** How often a request is sent again at most. */
  readonly retries: number;
  /** Time limit of each attempt, including its reply's body. */
  readonly attemptMilliseconds: number;
  /** Time limit of the call, with all attempts and the pauses between them. */
  readonly callMilliseconds: number;
};

export type Manner = {
  readonly fetch: typeof globalThis.fetch;
  readonly patience: Patience;
  /** Whether the request may be executed twice: it changes nothing, has the same effect again, or has a key. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal;
};

/** Pause before the first retry, where the shop names none; each further one is twice as long. */
const firstPauseMilliseconds = 250;

/** Replies of proxies that could not reach the shop, or lost its reply. */
const ofProxies = new Set([502, 504]);

/**
 * Sends a request, again where that is safe, and returns the reply with its body read. A request that is limited (429)
 * was not executed. One that the shop could not serve (503), or that got no reply, may have been: only a repeatable one
 * is sent again.
 */
export async function send(request: Request, manner: Manner): Promise<Response> {
  const { retries, callMilliseconds } = manner.patience;
  const deadline = Date.now() + callMilliseconds;
  let wasLost = false;
  for (let sent = 1; ; sent += 1) {
    const outcome = await attempt(request.clone(), manner);
    if (wasLost && isGone(request, outcome)) return new Response(null);
    wasLost ||= outcome instanceof ShopUnreachable;
    const wait = sent > retries ? undefined : waitAfter(outcome, sent, manner.isRepeatable);
    if (wait === undefined || Date.now() + wait >= deadline) {
      if (outcome instanceof ShopUnreachable) throw outcome;
      return outcome;
    }
    await pause(wait, manner.signal);
  }
}

async function attempt(request: Request, manner: Manner): Promise<Response | ShopUnreachable> {
  // A browser's fetch is not called as a method.
  const { fetch, patience, signal } = manner;
  try {
    return await within(patience.attemptMilliseconds, signal, async (limit) => {
      const response = await fetch(request, { signal: limit });
      const body = await response.arrayBuffer();
      return new Response(body.byteLength > 0 ? body : null, response);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ShopUnreachable) return error;
    return new ShopUnreachable(`The shop cannot be reached: ${String(error)}`, { cause: error });
  }
}

/** Returns whether something is removed: an attempt whose reply was lost may have done it. */
function isGone({ method }: Request, outcome: Response | ShopUnreachable): boolean {
  return method === "DELETE" && !(outcome instanceof ShopUnreachable) && outcome.status === 404;
}

/** Returns the milliseconds after which the request is sent again; undefined where it is not. */
function waitAfter(outcome: Response | ShopUnreachable, sent: number, isRepeatable: boolean): number | undefined {
  // Spread, so that the clients of a shop that was down do not all come back at once.
  const ownPause = firstPauseMilliseconds * 2 ** (sent - 1) * (0.5 + Math.random() / 2);
  if (outcome instanceof ShopUnreachable) return isRepeatable ? ownPause : undefined;
  const named = retryAfterSeconds(outcome);
  const namedPause = named === undefined ? ownPause : named * 1000 + Math.random() * firstPauseMilliseconds;
  if (outcome.status === 429) return namedPause;
  // At 409 with `Retry-After` the first request with this key is still being served.
  const mayPass =
    outcome.status === 503 || ofProxies.has(outcome.status) || (outcome.status === 409 && named !== undefined);
  return mayPass && isRepeatable ? namedPause : undefined;
}
