import type { Writer } from "../../platform/database/database.ts";
import { refusal, Refusal, unavailable } from "../../platform/refusal.ts";
import { guess } from "../../platform/limits/attempts.ts";
import { reserveEmailWithin, type AccountDependencies, type Call } from "../accounts/accounts.ts";
import { addressLimits } from "../accounts/login-limits.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import type { Customer } from "../accounts/accounts.schemas.ts";
import { startSession, type Tokens } from "../sessions/sessions.ts";
import { emailOf, nameOf, type Person } from "./person.ts";
import * as queries from "./identities.queries.ts";

type Entered = Tokens & { readonly customer: Customer };

const attempts = 3;

/** Another first sign-in of the same person was quicker, or the identity was taken away: one looks again. */
const overtaken = unavailable();

/**
 * Signs a person in whom a provider knows. The first time that opens an account. An account with their address is never
 * joined: a provider's word about an address does not make somebody else's account theirs. Its owner links the identity.
 */
export async function enter(dependencies: AccountDependencies, person: Person, { caller }: Call): Promise<Entered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dependencies.db.transaction(async (tx) => {
        const known = await tx.first(queries.customerOfIdentity(person.key));
        const customerId = known?.customer_id ?? (await openAccount(tx, person));
        // Whoever takes identities away holds the customer's row: what was found before it was held may be gone.
        const [, still, customer] = await Promise.all([
          tx.first(accounts.heldCustomer(customerId)),
          tx.first(queries.customerOfIdentity(person.key)),
          tx.first(accounts.customer(customerId)),
        ]);
        if (still?.customer_id !== customerId) throw overtaken;
        if (!customer) throw refusal("AUT_02");
        return { customer, ...(await startSession(dependencies, tx, customerId, caller)) };
      });
    } catch (error) {
      if (error !== overtaken || attempt === attempts) throw error;
    }
  }
}

/** Asks a provider who somebody is. Only what it refuses counts as a guess: not its being away, nor what it knows. */
export function recognized(
  { attempts: counted, limits }: AccountDependencies,
  ask: () => Promise<Person>,
  { caller, reply }: Call,
): Promise<Person> {
  return guess(
    { attempts: counted, reply },
    addressLimits(limits, caller),
    ask,
    (error) => error instanceof Refusal && error.code === "AUT_02",
  );
}

async function openAccount(tx: Writer, person: Person): Promise<number> {
  const email = emailOf(person);
  const [numbered] = await tx.all(accounts.nextCustomerNumber());
  const customerId = numbered?.customer_id ?? 0;
  const now = new Date();
  // The identity first: who waits here for another sign-in of the same person is not told that the address is taken.
  await tx.all(queries.addIdentity(person.key, customerId, now), { customer_identity_pkey: overtaken });
  await reserveEmailWithin(tx, customerId, email);
  await tx.all(accounts.addCustomer({ customerId, name: nameOf(person), email, passwordHash: null, now }));
  if (person.isEmailVerified) tx.send(accounts.verifyEmail(customerId, now));
  return customerId;
}
