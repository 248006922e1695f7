import type { Task } from "../jobs/task.ts";

/**
 * How every task that mails one letter is done. Mail servers count connections, so few are open at once; a letter whose
 * server takes its time (ten minutes at most, and two for what comes before) makes room for others.
 */
export function mailing<Payload>(run: Task<Payload>["run"]): Task<Payload> {
  return {
    run,
    atOnce: 4,
    slowAtOnce: 24,
    limitSeconds: 780,
  };
}
