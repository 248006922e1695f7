import type { Caller } from "../../platform/http/action.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { guess, type Limit } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import { refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "./accounts.ts";
import { signIn } from "./accounts.queries.ts";

/** Who signed in so lately is taken for the owner: a stolen access token is mostly older. */
const freshMinutes = 15;

type Given = {
  readonly customerId: number;
  readonly stored: string;
  readonly given: string;
  /** Under which it was sent. */
  readonly field: string;
};

/**
 * Refuses what is the owner's alone to whoever holds no more than an access token: it takes the current password, or a
 * sign-in of a moment ago. A password that is given is compared in any case.
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

/** Is it the password of the account? Wrong ones are counted, for the account and for the address. */
export function requirePassword(
  { attempts, hashing }: AccountDependencies,
  { customerId, stored, given, field }: Given,
  { caller, reply }: Call,
): Promise<void> {
  return guess({ attempts, reply }, limitsFor(customerId, caller), async () => {
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

/** As often as passwords may be guessed at the sign-in, and counted apart: neither uses up the other. */
function limitsFor(customerId: number, { address }: Caller): Limit[] {
  return [
    { name: "current-password", key: String(customerId), limit: 10, seconds: 900 },
    ...perNetwork({ name: "current-password-address", limit: 100, seconds: 900 }, address),
  ];
}
