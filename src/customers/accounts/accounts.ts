import type { Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/action.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { attempt, type Attempts } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import type { FastifyReply } from "fastify";
import { refusal } from "../../platform/refusal.ts";
import type { Hashing } from "../passwords/hashing.ts";
import { requireGoodPassword } from "../passwords/password-policy.ts";
import { startSession, type SessionDependencies, type Tokens } from "../sessions/sessions.ts";
import { maskedCard } from "./card.ts";
import { emailKey, isEmail } from "./email.ts";
import { loginLimits, type AccountLimits } from "./login-limits.ts";
import { requireNoLink } from "./names.ts";
import * as queries from "./accounts.queries.ts";
import type { Address, Customer, Registration } from "./accounts.schemas.ts";

export type AccountDependencies = SessionDependencies & {
  readonly hashing: Hashing;
  readonly attempts: Attempts;
  readonly limits: AccountLimits;
  readonly passwordPolicy: "on" | "off";
  readonly shopName: string;
  readonly reauthentication: "on" | "off";
  readonly emailChangesPerHour: number;
  readonly passwordChangesPerHour: number;
};

export type Call = { readonly caller: Caller; readonly reply: FastifyReply };
type Entered = Tokens & { readonly customer: Customer };

/** Opens an account and signs its owner in. */
export async function register(
  dependencies: AccountDependencies,
  { name, email, password }: Registration,
  { caller, reply }: Call,
): Promise<Entered> {
  requireNoLink(name);
  requireEmail(email);
  requireGoodPassword(password, dependencies, [name, email]);
  const limit = { name: "register", limit: dependencies.limits.registrationsPerHour, seconds: 3600 };
  return attempt({ ...dependencies, reply }, perNetwork(limit, caller.address), async () => {
    const passwordHash = await dependencies.hashing.hash(password, strangersPartOf(caller.address));
    const numbered = await dependencies.db.first(queries.nextCustomerNumber());
    const customerId = numbered?.customer_id ?? 0;
    return dependencies.db.transaction(async (tx) => {
      await reserveEmailWithin(tx, customerId, email);
      const [customer] = await tx.all(
        queries.addCustomer({ customerId, name, email: email.trim(), passwordHash, now: new Date() }),
      );
      if (!customer) throw new Error("A customer that was added is not there.");
      await tx.all(enqueue("mail-email-proof", { customerId }, { subject: aboutCustomer(customerId) }));
      return { customer, ...(await startSession(dependencies, tx, customerId, caller)) };
    });
  });
}

/** Gives an account an address within a transaction; refuses one that somebody has, or that is held for somebody. */
export async function reserveEmailWithin(tx: Writer, customerId: number, email: string): Promise<void> {
  const key = emailKey(email);
  if (await tx.first(queries.reserveEmail(key, customerId))) return;
  if (!(await tx.first(queries.reserveHeldEmail(key, customerId, new Date())))) throw refusal("USR_04", "email");
}

/** Signs in; an unknown address and a wrong password are answered alike, in the same time. */
export async function login(
  dependencies: AccountDependencies,
  { email, password }: { email: string; password: string },
  { caller, reply }: Call,
): Promise<Entered> {
  requireEmail(email);
  const key = emailKey(email);
  const [limits, found] = await Promise.all([
    loginLimits(dependencies, key, caller),
    dependencies.db.first(queries.credentials(key)),
  ]);
  await dependencies.attempts.requireRoom(reply, limits);
  const network = strangersPartOf(caller.address);
  const isRight = await dependencies.hashing.verify(password, found?.password_hash, network);
  if (!found?.password_hash || !isRight) {
    await dependencies.attempts.spend(reply, limits);
    // Left for every address alike: the job finds out, after the reply, whose password did not come along.
    await dependencies.db.all(enqueue("mail-moved-password", { emailKey: key }, { subject: aboutEmail(key) }));
    throw refusal("USR_01");
  }
  // What is right is no guess and does not count. But whoever sends many guesses at once is told of no more than may be made.
  await dependencies.attempts.requireRoomInTurn(reply, limits);
  const { password_hash: compared, ...customer } = found;
  const { customer_id: customerId } = customer;
  const better = dependencies.hashing.isOutdated(compared)
    ? await dependencies.hashing.hash(password, network)
    : undefined;
  return dependencies.db.transaction(async (tx) => {
    // The password may have changed since it was compared, and its change ends sessions: none may begin after that.
    const [kept, tokens] = await Promise.all([
      tx.first(
        better
          ? queries.replacePasswordHash(customerId, compared, better)
          : queries.holdPasswordHash(customerId, compared),
      ),
      startSession(dependencies, tx, customerId, caller),
    ]);
    if (!kept) throw refusal("USR_01");
    return { customer, ...tokens };
  });
}

export function requireEmail(email: string): void {
  if (!isEmail(email)) throw refusal("USR_03", "email");
}

/** Into a region that parcels are sent to. */
export async function changeAddress(
  { db }: AccountDependencies,
  { customerId }: Identity,
  address: Address,
): Promise<Customer> {
  const changed = await db.first(queries.changeAddress(customerId, address));
  if (changed) return changed;
  await findCustomer({ db }, { customerId });
  throw refusal("SHP_01", "shipping_region_id");
}

/** The signed-in customer; whoever has been erased meanwhile is nobody. */
export async function findCustomer(
  { db }: Pick<AccountDependencies, "db">,
  { customerId }: Pick<Identity, "customerId">,
): Promise<Customer> {
  const found = await db.first(queries.customer(customerId));
  if (!found) throw refusal("AUT_02");
  return found;
}

/** Keeps what may be kept of a card: its last four digits. */
export async function changeCard(
  { db }: AccountDependencies,
  { customerId }: Identity,
  number: string,
): Promise<Customer> {
  const masked = maskedCard(number);
  if (!masked) throw refusal("USR_08", "credit_card");
  const changed = await db.first(queries.keepCard(customerId, masked));
  if (!changed) throw refusal("AUT_02");
  return changed;
}
