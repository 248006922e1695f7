import type { Task } from "../jobs/task.ts";

/**
 * Returns the task that sends one mail. Mail servers limit connections, so few are open at once; a mail whose server is
 * slow (ten minutes at most, and one for the steps before) frees its slot for others.
 */
export function mailing<Payload>(run: Task<Payload>["run"]): Task<Payload> {
  return {
    run,
    atOnce: 4,
    slowAtOnce: 24,
    limitSeconds: 780,
  };
}
