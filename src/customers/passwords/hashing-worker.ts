import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { bcryptCostOf, dummyHash, dummyBcryptHash, parameters } from "./parameters.ts";

/**
 * Task: hash a password, or compare it with `stored`. `importedCost`: highest bcrypt cost of imported hashes. `until`:
 * moment in milliseconds since 1970 after which nobody waits for the outcome.
 */
export type Task = {
  readonly password: string;
  readonly stored?: string;
  readonly importedCost?: number;
  readonly until?: number;
};
/** The hash, or whether the password matches. */
export type Outcome = string | boolean;

// On Linux, a priority applies to the thread. Elsewhere it applies to the process and would slow the server down too.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on("message", (task: Task) => parentPort?.postMessage(outcomeOf(task), []));

/**
 * Does a task. Returns undefined for one that nobody waits for any more: if each were done in its turn, those behind it
 * would wait in vain too.
 */
function outcomeOf({ password, stored, importedCost = 0, until = Infinity }: Task): Outcome | undefined {
  if (Date.now() > until) return undefined;
  return stored === undefined ? hashSync(password, parameters) : isRight(password, stored, importedCost);
}

/**
 * Compares a password with a hash. A wrong password takes the same argon2 and bcrypt work whatever hash is stored. A
 * delay outside the thread would not do: it would not hold up the tasks queued behind it, which reveals as much as the
 * response time.
 */
function isRight(password: string, stored: string, importedCost: number): boolean {
  const cost = bcryptCostOf(stored);
  if (cost > 0) {
    if (bcrypt.compareSync(password, stored)) return true;
    bcryptsFrom(cost, importedCost, password);
    compared(password, dummyHash);
    return false;
  }
  const right = compared(password, stored);
  if (right) return true;
  if (right === undefined) compared(password, dummyHash);
  if (importedCost > 0) bcrypt.compareSync(password, dummyBcryptHash(importedCost));
  return false;
}

/**
 * Adds the bcrypt work by which a hash of cost `cost` falls short of cost `end`: each cost is twice the work of the one
 * below it, so the costs from `cost` to `end - 1` add up to the work of `end` minus that of `cost`.
 */
function bcryptsFrom(cost: number, end: number, password: string): void {
  for (let each = cost; each < end; each += 1) bcrypt.compareSync(password, dummyBcryptHash(each));
}

/** Returns undefined when `stored` is no valid hash, which an import may bring; no password matches it then. */
function compared(password: string, stored: string): boolean | undefined {
  try {
    return verifySync(stored, password);
  } catch {
    return undefined;
  }
}
