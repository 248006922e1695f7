import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import { perNetwork, clientNetwork } from "../platform/limits/networks.ts";
import type { Limit } from "../platform/limits/attempts.ts";
import { isKnownNetwork } from "./sessions.queries.ts";

export type SignInLimits = Pick<
  Config,
  "loginFailuresPerAccount" | "loginFailuresPerAddress" | "passwordResetFailuresPerAddress"
>;

const quarter = 900;
const hour = 3600;

/** How long a network stays known after the owner signed in from it, in milliseconds. */
export const knownMilliseconds = 90 * 86_400_000;

/**
 * Returns the limits of failed sign-ins, per account and per network, as they are for customers. Networks from which the
 * account's owner signed in lately are counted apart, so that a stranger's guesses do not lock the owner out. The first
 * is silent: it must not tell what others did.
 */
export async function signInLimits(
  { db, limits }: { readonly db: Database; readonly limits: SignInLimits },
  emailKey: string,
  address: string,
): Promise<readonly Limit[]> {
  const network = clientNetwork(address);
  const found = await db.first(isKnownNetwork(emailKey, network, new Date(Date.now() - knownMilliseconds)));
  return [
    {
      name: "staff-login",
      key: found?.is_known ? `${emailKey} ${network}` : emailKey,
      limit: limits.loginFailuresPerAccount,
      seconds: quarter,
      isSilent: true,
    },
    ...perNetwork({ name: "staff-login-address", limit: limits.loginFailuresPerAddress, seconds: quarter }, address),
  ];
}

/** Returns the limits of wrong tokens of invitations, per network. */
export function tokenLimits(limits: SignInLimits, address: string): readonly Limit[] {
  return perNetwork({ name: "staff-token", limit: limits.passwordResetFailuresPerAddress, seconds: hour }, address);
}
