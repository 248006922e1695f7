/** A signal of one run; `stop` is called when the run has ended, and frees what the signal waits for. */
export type RunSignal = { readonly signal: AbortSignal; stop(): void };

/**
 * Returns a signal that aborts when the first of others does, or after so many seconds. `AbortSignal.any` and
 * `AbortSignal.timeout` would stay in memory until the time is over, however short the run.
 */
export function signalOfRun(others: readonly AbortSignal[], seconds: number): RunSignal {
  const controller = new AbortController();
  const callOff = (event: { readonly target: unknown }) => controller.abort((event.target as AbortSignal).reason);
  for (const other of others)
    if (other.aborted) controller.abort(other.reason);
    else other.addEventListener("abort", callOff, { once: true });
  const late = () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  const timer = setTimeout(late, seconds * 1000).unref();
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener("abort", callOff);
    },
  };
}
