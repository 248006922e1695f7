import type { Caller } from "../../platform/http/route.ts";
import type { Limit } from "../../platform/limits/attempts.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import type { AccountDependencies, Call } from "./accounts.ts";

/** Limit of a network address as a multiple of an account's: a household or an office shares one address. */
const accountsOfAddress = 10;

/** Maximum number of identities linked per hour: each one sends a mail. */
const linksPerHour = 10;

/** Counts a change of email before it is made; throws COM_29 when a limit is used up. */
export async function countEmailChange(
  { attempts, emailChangesPerHour: limit }: Pick<AccountDependencies, "attempts" | "emailChangesPerHour">,
  customerId: number,
  key: string,
  { caller, tellLimits }: Call,
): Promise<void> {
  if (limit > 0) await attempts.consume(tellLimits, emailChangeLimits(key, customerId, caller, limit));
}

/** Counts a change of password before it is hashed; throws COM_29 when a limit is used up. */
export async function countPasswordChange(
  { attempts, passwordChangesPerHour: limit }: Pick<AccountDependencies, "attempts" | "passwordChangesPerHour">,
  customerId: number,
  { caller, tellLimits }: Call,
): Promise<void> {
  if (limit > 0) await attempts.consume(tellLimits, passwordChangeLimits(customerId, caller, limit));
}

export function linkLimits(customerId: number, { address }: Caller): Limit[] {
  return [
    { name: "identity-link", key: String(customerId), limit: linksPerHour, seconds: 3600 },
    ...perNetwork({ name: "identity-link-address", limit: linksPerHour * accountsOfAddress, seconds: 3600 }, address),
  ];
}

/** Returns the limits of email changes: each one sends a mail to an address of the customer's choice. */
function emailChangeLimits(key: string, customerId: number, { address }: Caller, limit: number): Limit[] {
  return [
    { name: "email-change", key: String(customerId), limit, seconds: 3600 },
    { name: "email-change-to", key, limit, seconds: 3600, isSilent: true },
    ...perNetwork({ name: "email-change-address", limit: limit * accountsOfAddress, seconds: 3600 }, address),
  ];
}

/** Returns the limits of password changes: each one takes CPU time for hashing, which would delay sign-ins. */
function passwordChangeLimits(customerId: number, { address }: Caller, limit: number): Limit[] {
  return [
    { name: "password-change", key: String(customerId), limit, seconds: 3600 },
    ...perNetwork({ name: "password-change-address", limit: limit * accountsOfAddress, seconds: 3600 }, address),
  ];
}
