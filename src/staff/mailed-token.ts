import { guess } from "../platform/limits/attempts.ts";
import { Refusal, refusal } from "../platform/refusal.ts";
import type { Call, StaffDependencies } from "./sign-in.ts";
import { tokenLimits } from "./sign-in-limits.ts";

/** Runs work that takes the token of a link. Wrong tokens are limited per hour and network; valid ones do not count. */
export function withToken<Result>(
  { attempts, limits }: StaffDependencies,
  { caller, tellLimits }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  return guess(
    { attempts, tellLimits },
    tokenLimits(limits, caller.address),
    work,
    (error) => error instanceof Refusal && error.field === "token",
  );
}

export function wrongToken() {
  return refusal("COM_02", "token", { message: "Invalid Data: the token is wrong, used up or too old" });
}
