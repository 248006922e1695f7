/**
 * Given off at the first SIGINT or SIGTERM, so that what is being done ends in order; at a second one the program ends as it
 * stands. Listens until the program ends: a listener that has gone would leave the signal to whoever else ends by it.
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (interrupted.signal.aborted) process.exit(1);
      interrupted.abort();
    });
  return interrupted.signal;
}
