import type { Config } from "../../platform/config.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/route.ts";
import { emptyBuckets, type Limit } from "../../platform/limits/attempts.ts";
import { perNetwork, clientNetwork } from "../../platform/limits/networks.ts";
import { isKnownNetwork } from "../sessions/known-networks.ts";

/** Limits of sign-in failures, registrations and password resets. */
export type AccountLimits = Pick<
  Config,
  | "loginFailuresPerAccount"
  | "loginFailuresPerAddress"
  | "registrationsPerHour"
  | "passwordMailsPerHour"
  | "passwordMailsPerAddress"
  | "passwordResetFailuresPerAddress"
>;

const quarter = 900;

/**
 * Returns the limits of failed sign-ins, per account and per client network. Networks from which the owner recently
 * signed in are counted separately, so that a stranger's guesses do not lock the owner out.
 */
export async function loginLimits(
  { db, limits }: { readonly db: Database; readonly limits: AccountLimits },
  emailKey: string,
  caller: Caller,
): Promise<readonly Limit[]> {
  const isKnown = await isKnownNetwork(db, emailKey, caller.address);
  return [accountLimit(limits, isKnown ? keyAt(emailKey, caller) : emailKey), ...addressLimits(limits, caller)];
}

/** Returns the limits of failed sign-ins of any kind per client network. */
export function addressLimits(limits: AccountLimits, { address }: Caller): readonly [Limit, ...Limit[]] {
  return perNetwork({ name: "login-address", limit: limits.loginFailuresPerAddress, seconds: quarter }, address);
}

/** Resets the failures of an account, by strangers and from this network, after the caller proved to be its owner. */
export function forgiveFailures(tx: Writer, limits: AccountLimits, emailKey: string, caller: Caller): void {
  return emptyBuckets(tx, [accountLimit(limits, emailKey), accountLimit(limits, keyAt(emailKey, caller))]);
}

/** Silent: a response must not reveal how often, or from which network, others failed. */
function accountLimit(limits: Pick<AccountLimits, "loginFailuresPerAccount">, key: string): Limit {
  return {
    name: "login",
    key,
    limit: limits.loginFailuresPerAccount,
    seconds: quarter,
    isSilent: true,
  };
}

function keyAt(emailKey: string, { address }: Caller): string {
  return `${emailKey} ${clientNetwork(address)}`;
}
