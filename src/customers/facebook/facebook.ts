import type { FastifyReply } from "fastify";
import type { Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/action.ts";
import { refusal, unavailable } from "../../platform/refusal.ts";
import { guess } from "../../platform/limits/attempts.ts";
import { emailTaken, type AccountNeeds } from "../accounts/accounts.ts";
import { emailKey, isEmail } from "../accounts/email.ts";
import { addressLimits } from "../accounts/login-limits.ts";
import * as accounts from "../accounts/queries.ts";
import type { Customer } from "../accounts/schemas.ts";
import { endOthersWithin, startSession, type Tokens } from "../sessions/sessions.ts";
import { personBehind, type FacebookApp, type FacebookPerson } from "./graph.ts";
import * as queries from "./queries.ts";

export type FacebookNeeds = AccountNeeds & { readonly facebook: FacebookApp };

const longestName = 50;
const longestEmail = 100;
const attempts = 3;

/** Another first sign-in of the same person was quicker; what it made is found when one looks again. */
const overtaken = unavailable();
const byOthers = { customer_identity_pkey: overtaken, customer_email_pkey: overtaken };

const nameOf = ({ name = "", email = "" }: FacebookPerson): string => {
  const cut = (text: string) =>
    [...text.replaceAll("\0", "").toWellFormed().trim()].slice(0, longestName).join("").trim();
  return cut(name) || cut(email.split("@")[0] ?? "");
};

const emailOf = ({ email }: FacebookPerson): string => {
  if (email === undefined || email === "")
    throw refusal("USR_03", "email", {
      message: "The email is invalid: Facebook tells none. Allow it there, or register with an e-mail and a password.",
    });
  if (!isEmail(email) || [...email].length > longestEmail) throw refusal("USR_03", "email");
  return email.trim();
};

const openAccount = async (tx: Writer, person: FacebookPerson, email: string): Promise<number> => {
  const [numbered] = await tx.all(accounts.nextCustomerNumber());
  const customerId = numbered?.customer_id ?? 0;
  const now = new Date();
  await tx.all(accounts.takeEmail(emailKey(email), customerId), byOthers);
  await tx.all(accounts.addCustomer({ customerId, name: nameOf(person), email, passwordHash: null, now }));
  if (person.isVerified) await tx.all(accounts.verifyEmail(customerId, now));
  return customerId;
};

type Found = { readonly customerId: number; readonly ended: readonly string[] };

/**
 * The account of somebody who comes from Facebook for the first time. One with their address becomes theirs if
 * Facebook says that the address is; when nobody had proven it here, whoever opened the account may be a stranger
 * who knew only the address, so their password and sessions end.
 */
const linkAccount = async (needs: FacebookNeeds, tx: Writer, person: FacebookPerson): Promise<Found> => {
  const email = emailOf(person);
  const account = await tx.first(queries.heldAccount(emailKey(email)));
  if (account && !person.isVerified) throw emailTaken.customer_email_pkey;
  const customerId = account?.customer_id ?? (await openAccount(tx, person, email));
  await tx.all(queries.addIdentity(`facebook:${person.id}`, customerId), byOthers);
  if (!account || account.email_verified_at) return { customerId, ended: [] };
  await tx.all(queries.dropPassword(customerId));
  await tx.all(accounts.verifyEmail(customerId, new Date()));
  return { customerId, ended: await endOthersWithin(needs, tx, customerId, null) };
};

type Entered = Tokens & { readonly customer: Customer };

const enter = async (needs: FacebookNeeds, person: FacebookPerson, caller: Caller): Promise<Entered> => {
  const { ended, ...entered } = await needs.db.transaction(async (tx) => {
    const known = await tx.first(queries.customerOfIdentity(`facebook:${person.id}`));
    const { customerId, ended } = known
      ? { customerId: known.customer_id, ended: [] }
      : await linkAccount(needs, tx, person);
    const customer = await tx.first(accounts.customer(customerId));
    if (!customer) throw refusal("AUT_02");
    return { ended, customer, ...(await startSession(needs, tx, customerId, caller)) };
  });
  needs.revocation.heed(ended);
  return entered;
};

/** Signs in whoever Facebook says they are; the first time, that opens an account or joins the one they have. */
export const signInWithFacebook = async (
  needs: FacebookNeeds,
  token: string,
  { caller, reply }: { caller: Caller; reply: FastifyReply },
): Promise<Entered> => {
  const { facebook } = needs;
  if (facebook.id === "" || facebook.secret === "")
    throw refusal("COM_02", "", { message: "Invalid Data: this shop is not set up for signing in with Facebook" });
  const person = await guess({ ...needs, reply }, addressLimits(needs.limits, caller), () =>
    personBehind(facebook, token),
  );
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await enter(needs, person, caller);
    } catch (error) {
      if (error !== overtaken || attempt === attempts) throw error;
    }
  }
};
