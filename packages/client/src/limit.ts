import { ShopUnreachable } from "./problem.ts";

/**
 * Calls `act` with a signal that aborts as the given one does, and with ShopUnreachable after the time limit. Its timer
 * ends with the call, so that it keeps no process alive.
 */
export async function within<Result>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const limit = new AbortController();
  const pass = () => limit.abort(signal?.reason);
  const timer = setTimeout(
    () => limit.abort(new ShopUnreachable(`The shop did not answer within ${Math.round(milliseconds)} ms`)),
    milliseconds,
  );
  signal?.addEventListener("abort", pass);
  try {
    return await act(limit.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", pass);
  }
}

/** Waits for a promise that goes on for others; throws the signal's reason once it aborts. */
export async function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const result = await Promise.race([promise, abortOf(signal)]);
  signal.throwIfAborted();
  return result as Result;
}

/** Waits; throws the signal's reason once it aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await unlessAborted(elapsed, signal);
  } finally {
    clearTimeout(timer);
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
