const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const lifeline = Symbol("lifeline");

/**
 * Makes a detached child end with this program, however the program ends short of kill -9; answers how to untie it.
 *
 * A program that handles a signal itself drains first and then stops the child, so the signal is left to it.
 * One that does not would die of the signal at once: here the child is stopped first, then the signal has its way.
 */
export function tieToProgram(ask: () => void, stop: () => Promise<void>): () => void {
  const isHandledElsewhere = (signal: NodeJS.Signals): boolean =>
    process.listeners(signal).some((listener) => !(lifeline in listener));
  const onSignal = Object.assign(
    (signal: NodeJS.Signals) => {
      if (isHandledElsewhere(signal)) return;
      void stop().finally(() => {
        untie();
        // A program that can handle it by now has not heard of it; where other children are tied, the last one passes it on.
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
