import type { IncomingHttpHeaders } from "node:http";
import { identifyIfSignedIn, type Identify } from "../../platform/http/identity.ts";
import type { AccountDependencies, Call } from "../accounts/accounts.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { requirePassword } from "../accounts/reauthentication.ts";
import { endAllWithin } from "../sessions/sessions.ts";
import { addPasswordToken, type NextPassword } from "./password-token.ts";
import { partFromMoved, voidUnprovenWithin } from "./parting.ts";
import * as queries from "./recovery.queries.ts";
import { givenToken, wrongToken } from "./recovery.ts";

export type ProvingDependencies = AccountDependencies & { readonly identify: Identify };
/** A call that may be made in a session, which the headers identify. */
type ProvingCall = Call & { readonly headers: IncomingHttpHeaders };

/**
 * Verifies the email of an account with a mailed token. A caller in a session of the account, or with its password, is
 * its owner. Any other caller only proves to read the mail: a stranger may have opened the account with their email. So
 * its password, sessions and identities end, an unverified account's address is cleared, and the caller sets a new
 * password.
 */
export async function proveEmail(
  dependencies: ProvingDependencies,
  { token: text, password }: { token: string; password?: string },
  call: ProvingCall,
): Promise<NextPassword> {
  const token = { ...givenToken(text), purpose: "email" } as const;
  const isOwner = await comesAsOwner(dependencies, token, password, call);
  const { customerId } = token;
  const { ended, next } = await dependencies.db.transaction(async (tx) => {
    const [held, spent] = await Promise.all([
      tx.first(accounts.heldCustomer(customerId)),
      tx.first(queries.consumeMailedToken(token)),
    ]);
    if (!held || !spent) throw wrongToken();
    const moved = { customerId, email: held.email, isProven: held.is_proven };
    const parted = isOwner ? undefined : await partFromMoved(dependencies, tx, moved, null);
    if (parted) return { ended: parted.ended, next: addPasswordToken(tx, parted.customerId, held.email) };
    tx.send(accounts.verifyEmail(customerId, token.now));
    tx.send(accounts.voidMailedTokens(customerId));
    if (isOwner) {
      voidUnprovenWithin(tx, customerId, held.email);
      return { ended: [], next: null };
    }
    tx.send(accounts.dropPassword(customerId));
    if (!held.is_proven) tx.send(accounts.forgetWhereabouts(customerId));
    tx.send(accounts.forgetIdentities(customerId));
    return {
      next: addPasswordToken(tx, customerId, held.email),
      ended: await endAllWithin(dependencies, tx, customerId),
    };
  });
  dependencies.revocation.heed(ended);
  return { password_token: next };
}

async function comesAsOwner(
  dependencies: ProvingDependencies,
  token: queries.GivenToken,
  password: string | undefined,
  call: ProvingCall,
): Promise<boolean> {
  const { customerId } = token;
  const identity = await identifyIfSignedIn(dependencies.identify, call.headers);
  if (identity?.customerId === customerId) return true;
  if (password === undefined) return false;
  const owner = await dependencies.db.first(queries.ownerOfToken(token));
  if (!owner) throw wrongToken();
  if (owner.password_hash === null) return false;
  await requirePassword(
    dependencies,
    { customerId, stored: owner.password_hash, given: password, field: "password" },
    call,
  );
  return true;
}
