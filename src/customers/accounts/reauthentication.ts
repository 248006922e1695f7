import type { Caller } from "../../platform/http/route.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { guess, type Limit } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import { refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "./accounts.ts";
import { signIn } from "./accounts.queries.ts";

/** How long a sign-in counts as proof of ownership: a stolen access token is mostly older. */
const freshMinutes = 15;

type Given = {
  readonly customerId: number;
  readonly stored: string;
  readonly given: string;
  /** Name of the request field that holds `given`. */
  readonly field: string;
};

/**
 * Requires more than an access token: the current password or a recent sign-in. A password that is sent is compared in
 * any case.
 */
export async function requireOwner(
  dependencies: AccountDependencies,
  { customerId, sessionId }: Identity,
  currentPassword: string | undefined,
  call: Call,
): Promise<void> {
  if (dependencies.reauthentication === "off") return;
  const session = await dependencies.db.first(signIn(customerId, sessionId));
  if (!session) throw refusal("AUT_02");
  const { created_at: signedInAt, password_hash: stored } = session;
  const isFresh = Date.now() - signedInAt.getTime() <= freshMinutes * 60_000;
  if (stored !== null && currentPassword !== undefined)
    return requirePassword(
      dependencies,
      { customerId, stored, given: currentPassword, field: "current_password" },
      call,
    );
  if (!isFresh) throw stale(stored !== null);
}

/** Throws USR_01 when the password is wrong. Wrong ones are counted per account and per client network. */
export function requirePassword(
  { attempts, hashing }: AccountDependencies,
  { customerId, stored, given, field }: Given,
  { caller, tellLimits }: Call,
): Promise<void> {
  return guess({ attempts, tellLimits }, limitsFor(customerId, caller), async () => {
    if (!(await hashing.verify(given, stored, strangersPartOf(caller.address))))
      throw refusal("USR_01", field, { message: "The current password is wrong." });
  });
}

function stale(hasPassword: boolean) {
  return refusal("COM_02", "current_password", {
    status: 403,
    message: hasPassword
      ? `Invalid Data: give your current password, or sign in again: you did more than ${freshMinutes} minutes ago`
      : `Invalid Data: sign in again: you did more than ${freshMinutes} minutes ago`,
  });
}

/** Returns the limits of wrong passwords: the sign-in defaults, counted apart, so that neither uses up the other. */
function limitsFor(customerId: number, { address }: Caller): Limit[] {
  return [
    { name: "current-password", key: String(customerId), limit: 10, seconds: 900 },
    ...perNetwork({ name: "current-password-address", limit: 100, seconds: 900 }, address),
  ];
}
