const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const lifeline = Symbol("lifeline");

/**
 * Makes a detached child end with this program, however the program ends, except by kill -9. Returns a function that
 * undoes this.
 *
 * A program that handles a signal itself drains first and then stops the child, so the signal is left to it. Otherwise
 * the signal would end the program at once: the child is stopped first, then the signal is sent again.
 */
export function tieToProgram(ask: () => void, stop: () => Promise<void>): () => void {
  const isHandledElsewhere = (signal: NodeJS.Signals): boolean =>
    process.listeners(signal).some((listener) => !(lifeline in listener));
  const onSignal = Object.assign(
    (signal: NodeJS.Signals) => {
      if (isHandledElsewhere(signal)) return;
      void stop().finally(() => {
        untie();
        // A handler registered meanwhile has not received the signal. With other children still tied, the last one
        // resends it.
        if (process.listenerCount(signal) === 0 || isHandledElsewhere(signal)) process.kill(process.pid, signal);
      });
    },
    { [lifeline]: true },
  );
  const untie = () => {
    process.off("exit", ask);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.on("exit", ask);
  for (const signal of signals) process.on(signal, onSignal);
  return untie;
}
