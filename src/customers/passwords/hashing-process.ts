import { constants, setPriority } from "node:os";
import type { HashingPing, HashingPong, HashingReply, HashingRequest } from "./hashing-messages.ts";
import { openWorkers, type Workers } from "./workers.ts";

// This process does nothing but hash, so that all of it may come after those that answer requests. On Linux its threads
// lower their own priority, and this one, which only passes tasks on to them, says at once when there are too many.
if (process.platform !== "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

// Some signals reach every process of a terminal, a group or a service, but requests in flight still need this one: it
// ends with the process that started it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit());

answerRequests(openWorkers(Number(process.argv[2])));

/** Answers the process that started this one, each request when its task is done. */
function answerRequests(workers: Workers): void {
  process.on("message", (request: HashingRequest | HashingPing) => {
    if (request.kind === "ping") return reply({ kind: "pong" });
    const { id, task, network } = request;
    workers.run(task, network).then(
      (outcome) => reply({ kind: "hashed", id, outcome }),
      () => reply({ kind: "hashed", id }),
    );
  });
}

function reply(message: HashingReply | HashingPong): void {
  // When it cannot be sent, the other process is gone, and this one ends too.
  process.send?.(message, () => undefined);
}
