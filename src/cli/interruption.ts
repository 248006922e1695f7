/**
 * Returns a signal that aborts at the first SIGINT or SIGTERM, so that work can end in order; a second one ends the
 * program at once. The listeners stay until the program ends: without them, other listeners would end it at the first
 * signal.
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
