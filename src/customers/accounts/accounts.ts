import type { Statements, Writer } from "../../platform/database/transaction.ts";
import type { Caller } from "../../platform/http/route.ts";
import type { Identity } from "../../platform/http/identity.ts";
import type { TellLimits } from "../../platform/http/limit-headers.ts";
import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { attempt, type Attempts } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Hashing } from "../passwords/hashing.ts";
import { requireGoodPassword } from "../passwords/password-policy.ts";
import { startSession, type SessionDependencies, type Tokens } from "../sessions/sessions.ts";
import { maskedCard } from "./card.ts";
import { emailKey, isEmail } from "./email.ts";
import { loginLimits, type AccountLimits } from "./login-limits.ts";
import { requireNoLink, requireNoUrls } from "./names.ts";
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

/** Client of a request, and the callback that reports its rate limits. */
export type Call = { readonly caller: Caller; readonly tellLimits: TellLimits };
type Entered = Tokens & { readonly customer: Customer };

/** Opens an account and signs its owner in. */
export async function register(
  dependencies: AccountDependencies,
  { name, email, password }: Registration,
  { caller, tellLimits }: Call,
): Promise<Entered> {
  requireNoLink(name);
  requireEmail(email);
  requireGoodPassword(password, dependencies, [name, email]);
  const limit = { name: "register", limit: dependencies.limits.registrationsPerHour, seconds: 3600 };
  return attempt({ ...dependencies, tellLimits }, perNetwork(limit, caller.address), async () => {
    const passwordHash = await dependencies.hashing.hash(password, strangersPartOf(caller.address));
    const customerId = await newCustomerNumber(dependencies.db);
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

/** Draws the ID of a new account; a drawn ID is used up even if the account is not opened. */
export async function newCustomerNumber(statements: Statements): Promise<number> {
  const numbered = await statements.first(queries.nextCustomerNumber());
  if (!numbered) throw new Error("The database numbers no customers.");
  return numbered.customer_id;
}

/** Reserves an email for an account within a transaction; throws USR_04 when it is in use or held for another one. */
export async function reserveEmailWithin(tx: Writer, customerId: number, email: string): Promise<void> {
  const key = emailKey(email);
  if (await tx.first(queries.reserveEmail(key, customerId))) return;
  if (!(await tx.first(queries.reserveHeldEmail(key, customerId, new Date())))) throw refusal("USR_04", "email");
}

/** Signs a customer in. An unknown email and a wrong password get the same response in the same time. */
export async function login(
  dependencies: AccountDependencies,
  { email, password }: { email: string; password: string },
  { caller, tellLimits }: Call,
): Promise<Entered> {
  requireEmail(email);
  const key = emailKey(email);
  const [limits, found] = await Promise.all([
    loginLimits(dependencies, key, caller),
    dependencies.db.first(queries.credentials(key)),
  ]);
  await dependencies.attempts.requireRoom(tellLimits, limits);
  const network = strangersPartOf(caller.address);
  const isRight = await dependencies.hashing.verify(password, found?.password_hash, network);
  if (!found?.password_hash || !isRight) {
    await dependencies.attempts.consume(tellLimits, limits);
    // Queued for every email alike: the job finds out, after the response, whose password was not imported.
    await dependencies.db.all(enqueue("mail-moved-password", { emailKey: key }, { subject: aboutEmail(key) }));
    throw refusal("USR_01");
  }
  // A correct password does not count. But of many concurrent guesses, no more get a result than the limit allows.
  await dependencies.attempts.requireRoomInTurn(tellLimits, limits);
  const { password_hash: compared, ...customer } = found;
  const { customer_id: customerId } = customer;
  const better = dependencies.hashing.isOutdated(compared)
    ? await dependencies.hashing.hash(password, network)
    : undefined;
  return dependencies.db.transaction(async (tx) => {
    // The password may have changed since it was compared. That change ends sessions, and none may start after it.
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

/** Changes the address; throws SHP_01 when its region is not a current shipping region. */
export async function changeAddress(
  { db }: AccountDependencies,
  { customerId }: Identity,
  address: Address,
): Promise<Customer> {
  requireNoUrls(address);
  const changed = await db.first(queries.changeAddress(customerId, address));
  if (changed) return changed;
  await findCustomer({ db }, { customerId });
  throw refusal("SHP_01", "shipping_region_id");
}

/** Returns the signed-in customer; throws AUT_02 when the customer has been erased. */
export async function findCustomer(
  { db }: Pick<AccountDependencies, "db">,
  { customerId }: Pick<Identity, "customerId">,
): Promise<Customer> {
  const found = await db.first(queries.customer(customerId));
  if (!found) throw refusal("AUT_02");
  return found;
}

/** Stores what may be kept of a card: its last four digits. */
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
