import type { Caller } from "../../platform/http/action.ts";
import type { Limit } from "../../platform/limits/attempts.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import type { AccountDependencies, Call } from "./accounts.ts";

/** From one network address so many times as often as for an account: a household or an office shares it. */
const accountsOfAddress = 10;

/** Each identity that is linked mails a letter too. */
const linksPerHour = 10;

/** Counts a change of the address of mail before it is made; refuses with COM_29. */
export async function spendEmailChange(
  { attempts, emailChangesPerHour: limit }: Pick<AccountDependencies, "attempts" | "emailChangesPerHour">,
  customerId: number,
  key: string,
  { caller, reply }: Call,
): Promise<void> {
  if (limit > 0) await attempts.spend(reply, emailChangeLimits(key, customerId, caller, limit));
}

/** Counts a change of the password before it is hashed; refuses with COM_29. */
export async function spendPasswordChange(
  { attempts, passwordChangesPerHour: limit }: Pick<AccountDependencies, "attempts" | "passwordChangesPerHour">,
  customerId: number,
  { caller, reply }: Call,
): Promise<void> {
  if (limit > 0) await attempts.spend(reply, passwordChangeLimits(customerId, caller, limit));
}

export function linkLimits(customerId: number, { address }: Caller): Limit[] {
  return [
    { name: "identity-link", key: String(customerId), limit: linksPerHour, seconds: 3600 },
    ...perNetwork({ name: "identity-link-address", limit: linksPerHour * accountsOfAddress, seconds: 3600 }, address),
  ];
}

/** Each change mails a letter to an address of the customer's choice. */
function emailChangeLimits(key: string, customerId: number, { address }: Caller, limit: number): Limit[] {
  return [
    { name: "email-change", key: String(customerId), limit, seconds: 3600 },
    { name: "email-change-to", key, limit, seconds: 3600, isSilent: true },
    ...perNetwork({ name: "email-change-address", limit: limit * accountsOfAddress, seconds: 3600 }, address),
  ];
}

/** Each new password is hashed, which takes a processor some time: nobody may keep those who sign in waiting with it. */
function passwordChangeLimits(customerId: number, { address }: Caller, limit: number): Limit[] {
  return [
    { name: "password-change", key: String(customerId), limit, seconds: 3600 },
    ...perNetwork({ name: "password-change-address", limit: limit * accountsOfAddress, seconds: 3600 }, address),
  ];
}
