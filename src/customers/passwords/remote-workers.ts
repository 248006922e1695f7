import { unavailable } from "../../platform/refusal.ts";
import type { HashingReply, HashingRequest } from "./hashing-messages.ts";
import type { Outcome, Task } from "./hashing-worker.ts";
import type { Workers } from "./workers.ts";

/** Has passwords hashed by another process. */
export type RemoteWorkers = Workers & {
  /** To be called with each reply of the other process. */
  replied(reply: HashingReply): void;
};

/** Maximum number of tasks without a reply; further ones get 503. The other process has a queue of the same length. */
const mostAsked = 200;
/** Maximum wait for a reply. It is never reached but by costly imported hashes, or where nothing else gets a turn. */
const longestWaitMilliseconds = 15_000;
/**
 * Maximum number of characters that are sent of a password, which bounds the memory of what waits. No longer password is
 * right: ours have at most 256 bytes, and of imported ones bcrypt reads 72.
 */
const mostCharacters = 4096;

type Asked = {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
};

/** Returns workers whose tasks `send` takes to another process. `longestWait`: in milliseconds. */
export function openRemoteWorkers(
  send: (request: HashingRequest) => void,
  longestWait = longestWaitMilliseconds,
): RemoteWorkers {
  const asked = new Map<number, Asked>();
  let lastId = 0;
  let isClosed = false;

  /** Settles a task with its outcome, or as refused. */
  const settle = (id: number, outcome?: Outcome): void => {
    const one = asked.get(id);
    if (!one) return;
    asked.delete(id);
    clearTimeout(one.timer);
    if (outcome === undefined) one.reject(unavailable());
    else one.resolve(outcome);
  };

  return {
    run(task, network) {
      if (isClosed || asked.size >= mostAsked) return Promise.reject(unavailable());
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      asked.set(id, { resolve, reject, timer: setTimeout(() => settle(id), longestWait) });
      send({ kind: "hash", id, task: bounded(task, longestWait), ...(network === undefined ? {} : { network }) });
      return promise;
    },
    replied: ({ id, outcome }) => settle(id, outcome),
    async close() {
      isClosed = true;
      for (const id of asked.keys()) settle(id);
    },
  };
}

function bounded(task: Task, longestWait: number): Task {
  return { ...task, password: task.password.slice(0, mostCharacters), until: Date.now() + longestWait };
}
