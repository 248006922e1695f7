import type { Identify, Identity } from "../../platform/http/identity.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "../accounts/accounts.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { requirePassword } from "../accounts/reauthentication.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import { addPasswordToken, type NextPassword } from "./password-token.ts";
import { partFromMoved } from "./parting.ts";
import * as queries from "./recovery.queries.ts";
import { givenToken, wrongToken } from "./recovery.ts";

export type ProvingDependencies = AccountDependencies & { readonly identify: Identify };

/**
 * Proves that whoever comes reads the mail of the address. In a session of the account, or with its password, they are the
 * owner. From elsewhere all we know is that they read the mail: who opened the account may be a stranger who gave their
 * address, so its password, sessions and identities end, and the reader sets a password of their own.
 */
export async function proveEmail(
  dependencies: ProvingDependencies,
  { token: text, password }: { token: string; password?: string },
  call: Call,
): Promise<NextPassword> {
  const token = { ...givenToken(text), purpose: "email" } as const;
  const isOwner = await comesAsOwner(dependencies, token, password, call);
  const { customerId } = token;
  const { ended, next } = await dependencies.db.transaction(async (tx) => {
    const [held, spent] = await Promise.all([
      tx.first(accounts.heldCustomer(customerId)),
      tx.first(queries.spendMailedToken(token)),
    ]);
    if (!held || !spent) throw wrongToken();
    const moved = { customerId, email: held.email, isProven: held.is_proven };
    const parted = isOwner ? undefined : await partFromMoved(dependencies, tx, moved, null);
    if (parted) return { ended: parted.ended, next: addPasswordToken(tx, parted.customerId, held.email) };
    tx.send(accounts.verifyEmail(customerId, token.now));
    tx.send(accounts.voidMailedTokens(customerId));
    if (isOwner) return { ended: [], next: null };
    tx.send(accounts.dropPassword(customerId));
    tx.send(accounts.forgetIdentities(customerId));
    return {
      next: addPasswordToken(tx, customerId, held.email),
      ended: await endOthersWithin(dependencies, tx, customerId, null),
    };
  });
  dependencies.revocation.heed(ended);
  return { password_token: next };
}

async function comesAsOwner(
  dependencies: ProvingDependencies,
  token: queries.GivenToken,
  password: string | undefined,
  call: Call,
): Promise<boolean> {
  const { customerId } = token;
  if ((await sessionOf(dependencies, call))?.customerId === customerId) return true;
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

/** The session that the request is made in; a token that proves nothing is as good as none. */
async function sessionOf({ identify }: ProvingDependencies, { reply }: Call): Promise<Identity | undefined> {
  try {
    return await identify(reply.request.headers);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return undefined;
    throw error;
  }
}
