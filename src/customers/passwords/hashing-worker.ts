import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { bcryptCostOf, nobodys, nobodysBcrypt, parameters } from "./parameters.ts";

/** What a worker is asked: to hash a password, or to compare it with a hash where imported ones are as costly as told. */
export type Task = { readonly password: string; readonly stored?: string; readonly importedCost?: number };
/** The hash, or whether it was the password. */
export type Outcome = string | boolean;

// A priority is a thread's on Linux. Elsewhere it is the process's, and the shop's own would sink with it.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on("message", ({ password, stored, importedCost = 0 }: Task) => {
  const outcome: Outcome =
    stored === undefined ? hashSync(password, parameters) : isRight(password, stored, importedCost);
  parentPort?.postMessage(outcome, []);
});

/**
 * A wrong password keeps the thread for as much work of either kind, whatever it is compared with: a wait instead, beside
 * the thread, would not hold up those who come behind, which tells as much as the time itself.
 */
function isRight(password: string, stored: string, importedCost: number): boolean {
  const cost = bcryptCostOf(stored);
  if (cost > 0) {
    if (bcrypt.compareSync(password, stored)) return true;
    bcryptsFrom(cost, importedCost, password);
    compared(password, nobodys);
    return false;
  }
  const right = compared(password, stored);
  if (right) return true;
  if (right === undefined) compared(password, nobodys);
  if (importedCost > 0) bcrypt.compareSync(password, nobodysBcrypt(importedCost));
  return false;
}

/** Of bcrypt, each cost is twice the work of the one below it: those from one up to another are together the other, less the one. */
function bcryptsFrom(cost: number, end: number, password: string): void {
  for (let each = cost; each < end; each += 1) bcrypt.compareSync(password, nobodysBcrypt(each));
}

/** Undefined: what an import brought may be no hash at all; no password is right then. */
function compared(password: string, stored: string): boolean | undefined {
  try {
    return verifySync(stored, password);
  } catch {
    return undefined;
  }
}
