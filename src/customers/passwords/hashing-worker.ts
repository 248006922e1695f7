import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { isBcrypt, parameters } from "./parameters.ts";

/** What a worker is asked: to hash a password, or to compare it with a hash. */
export type Task = { readonly password: string; readonly stored?: string };
/** The hash, or whether it was the password; and the time that took. */
export type Outcome = { readonly value: string | boolean; readonly milliseconds: number };

// A priority is a thread's on Linux. Elsewhere it is the process's, and the shop's own would sink with it.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const isRight = (password: string, stored: string): boolean => {
  try {
    return isBcrypt(stored) ? bcrypt.compareSync(password, stored) : verifySync(stored, password);
  } catch {
    // What an import brought may be no hash at all; no password is right then.
    return false;
  }
};

parentPort?.on("message", ({ password, stored }: Task) => {
  const begun = performance.now();
  const value = stored === undefined ? hashSync(password, parameters) : isRight(password, stored);
  const outcome: Outcome = { value, milliseconds: performance.now() - begun };
  parentPort?.postMessage(outcome, []);
});
