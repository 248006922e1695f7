import type { Writer } from "../../platform/database/database.ts";
import { refusal, Refusal, unavailable } from "../../platform/refusal.ts";
import { guess } from "../../platform/limits/attempts.ts";
import { newCustomerNumber, reserveEmailWithin, type AccountDependencies, type Call } from "../accounts/accounts.ts";
import { addressLimits } from "../accounts/login-limits.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import type { Customer } from "../accounts/accounts.schemas.ts";
import { startSession, type Tokens } from "../sessions/sessions.ts";
import { emailOf, nameOf, type Person } from "./person.ts";
import * as queries from "./identities.queries.ts";

type Entered = Tokens & { readonly customer: Customer };

const attempts = 3;

/** A lost race to another first sign-in of the same person, or to an unlinking: sign-in is retried. */
const overtaken = unavailable();

/**
 * Signs in a person by identity; the first sign-in opens an account. An existing account with the same email is never
 * joined: a provider's claim about an email does not prove ownership of that account. Its owner can link the identity.
 */
export async function enter(dependencies: AccountDependencies, person: Person, { caller }: Call): Promise<Entered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dependencies.db.transaction(async (tx) => {
        const known = await tx.first(queries.customerOfIdentity(person.key));
        const customerId = known?.customer_id ?? (await openAccount(tx, person));
        // Unlinking locks the customer's row: an identity that was read before this lock may be gone.
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

/** Identifies a person at a provider. Only a rejected token or code counts as a guess, not an outage or a success. */
export function recognized(
  { attempts: counted, limits }: AccountDependencies,
  ask: () => Promise<Person>,
  { caller, tellLimits }: Call,
): Promise<Person> {
  return guess(
    { attempts: counted, tellLimits },
    addressLimits(limits, caller),
    ask,
    (error) => error instanceof Refusal && error.code === "AUT_02",
  );
}

async function openAccount(tx: Writer, person: Person): Promise<number> {
  const email = emailOf(person);
  const customerId = await newCustomerNumber(tx);
  const now = new Date();
  // Identity before email: a concurrent first sign-in of the same person is then retried, not refused with USR_04.
  await tx.all(queries.addIdentity(person.key, customerId, now), { customer_identity_pkey: overtaken });
  await reserveEmailWithin(tx, customerId, email);
  await tx.all(accounts.addCustomer({ customerId, name: nameOf(person), email, passwordHash: null, now }));
  if (person.isEmailVerified) tx.send(accounts.verifyEmail(customerId, now));
  return customerId;
}
