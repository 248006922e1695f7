import type { Config } from "../../platform/config.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/action.ts";
import { emptyBuckets, type Limit } from "../../platform/limits/attempts.ts";
import { perNetwork, clientNetwork } from "../../platform/limits/networks.ts";
import { isKnownNetwork } from "../sessions/known-networks.ts";

/** How often accounts may be tried, opened and recovered. */
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
 * Failures to sign in to an account, and from an address. Networks from which the owner signed in lately are counted by
 * themselves, so that a stranger's guessing does not lock the owner out.
 */
export async function loginLimits(
  { db, limits }: { readonly db: Database; readonly limits: AccountLimits },
  emailKey: string,
  caller: Caller,
): Promise<readonly Limit[]> {
  const isKnown = await isKnownNetwork(db, emailKey, caller.address);
  return [accountLimit(limits, isKnown ? keyAt(emailKey, caller) : emailKey), ...addressLimits(limits, caller)];
}

/** Failures to sign in, in whatever way, from one place. */
export function addressLimits(limits: AccountLimits, { address }: Caller): readonly [Limit, ...Limit[]] {
  return perNetwork({ name: "login-address", limit: limits.loginFailuresPerAddress, seconds: quarter }, address);
}

/** Whoever proved to be the owner begins anew: what was guessed before, by strangers or from here, counts no more. */
export function forgiveFailures(tx: Writer, limits: AccountLimits, emailKey: string, caller: Caller): void {
  return emptyBuckets(tx, [accountLimit(limits, emailKey), accountLimit(limits, keyAt(emailKey, caller))]);
}

/** Silent: how often others failed, or that they did so elsewhere, is nobody's to know. */
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
