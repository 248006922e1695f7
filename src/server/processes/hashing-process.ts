import { fork } from "node:child_process";
import type { HashingPing, HashingPong, HashingReply, HashingRequest } from "../../customers/index.ts";

/** A process that hashes passwords. */
export type HashingProcess = {
  readonly pid: number;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  tell(message: HashingRequest | HashingPing): void;
  /** Ends it at once. */
  kill(): void;
};

/**
 * Its program. It is named here and not imported, which would load the whole feature: the process that starts it stays
 * small, and the one that holds passwords runs nothing else.
 */
const program = new URL("../../customers/passwords/hashing-process.js", import.meta.url);

/** Limit of its heap, in megabytes; its threads have limits of their own. */
const heapMegabytes = 64;

/** Starts a process that hashes so many passwords at once. `heard` is called with each of its messages. */
export function startHashingProcess(
  threads: number,
  heard: (message: HashingReply | HashingPong) => void,
): HashingProcess {
  const execArgv = [...process.execArgv, `--max-old-space-size=${heapMegabytes}`];
  const child = fork(program, [String(threads)], { execArgv });
  const ended = Promise.withResolvers<string>();
  child.on("message", (message) => heard(message as HashingReply | HashingPong));
  child.once("exit", (code, signal) => ended.resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  // A process that could not be started; of one that runs, the end is told by the other event.
  child.on("error", (error) => {
    if (child.pid === undefined) ended.resolve(`could not be started (${error.message})`);
  });
  return {
    pid: child.pid ?? 0,
    ended: ended.promise,
    tell(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
