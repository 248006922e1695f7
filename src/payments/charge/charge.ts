import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { orderToPay, type OrderToPay } from "../../orders/index.ts";
import type { Caller } from "../../platform/http/action.ts";
import type { Identity } from "../../platform/http/identity.ts";
import type { Config } from "../../platform/config.ts";
import type { Attempts, Limit } from "../../platform/limits/attempts.ts";
import { perNetwork, clientNetwork } from "../../platform/limits/networks.ts";
import { twoDecimals } from "../../platform/money.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { Charge } from "../schemas.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { attemptOfStranger, attemptPaidBy } from "../payments.queries.ts";
import { NotPayable, notPayableByStrangers } from "./refusals.ts";
import { againMinutes } from "./recent-payers.ts";
import { withoutCard, withoutPayer } from "./redact-charge.ts";
import { payOrder, type Paid } from "./pay-order.ts";

export type AskingDependencies = SettlingDependencies & {
  readonly attempts: Attempts;
  readonly limits: Pick<Config, "guestChargeFailuresPerAddress" | "guestChargesPerAddress">;
  /** Must an amount or currency that the client names be the order's? */
  readonly isAmountChecked: boolean;
};

/** What a client asks for; `identity` is undefined for one who is not signed in. */
export type Asking = {
  readonly identity: Identity | undefined;
  readonly orderId: number;
  readonly token: string;
  readonly description: string;
  readonly amount: number | undefined;
  readonly currency: string | undefined;
};

type Call = { readonly caller: Caller; readonly reply: FastifyReply };

/** Whoever is not signed in may pay an order for this long after it was placed: some storefronts send no token here. */
const openMinutes = 60;
const hour = 3600;

/** What failed attempts at an order and at any count against, and every call of a stranger. */
type Limits = { readonly order: Limit; readonly wrong: readonly Limit[]; readonly every: readonly Limit[] };

/**
 * Charges an order for a client, within what may be tried. Each call counts before the provider is asked, so that of many
 * at once no more cards are tried than may be; a success is taken back, but for a stranger's in a limit of its own.
 */
export async function charge(
  dependencies: AskingDependencies,
  asking: Asking,
  { caller, reply }: Call,
): Promise<Charge> {
  const limits = limitsFor(dependencies, asking, caller);
  const { order, wrong, every } = limits;
  await dependencies.attempts.spend(reply, [order, ...wrong, ...every]);
  try {
    const charged = await pay(dependencies, asking, caller);
    await dependencies.attempts.takeBack([order, ...wrong]);
    return charged;
  } catch (error) {
    await dependencies.attempts.takeBack(takenBack(limits, error)).catch(() => undefined);
    throw error;
  }
}

async function pay(dependencies: AskingDependencies, asking: Asking, caller: Caller): Promise<Charge> {
  const order = await requireOrder(dependencies, asking);
  if (dependencies.isAmountChecked && order.status === "pending") requireAmount(asking, order);
  const askerHash = asking.identity ? null : hashOf(asking, caller);
  const { token, description } = asking;
  const paid = await payOrder(dependencies, { order, token, description, askerHash }).catch((error: unknown) => {
    throw askerHash && error instanceof NotPayable ? notPayableByStrangers() : error;
  });
  if (paid.isNew) return paid.charge;
  return askerHash ? chargeAgain(dependencies, order, paid, askerHash) : chargeForOwner(dependencies, order, paid);
}

async function requireOrder({ db }: AskingDependencies, { identity, orderId }: Asking): Promise<OrderToPay> {
  const order = await orderToPay(db, orderId);
  const isTheirs = identity
    ? order.customer_id === identity.customerId
    : Date.now() - order.created_at.getTime() < openMinutes * 60_000;
  if (!isTheirs) throw refusal("ORD_01", "order_id");
  return order;
}

/** What an order comes to is nobody's business but its owner's. */
function requireAmount({ identity, amount, currency }: Asking, order: OrderToPay): void {
  const right = `the order comes to ${order.amount_cents} cents (${order.currency.toUpperCase()} ${twoDecimals(order.amount_cents)})`;
  const wrong = identity ? right : "the order comes to another amount";
  if (amount !== undefined && amount !== order.amount_cents)
    throw refusal("COM_02", "amount", { message: `Invalid Data: ${wrong}; nothing was charged` });
  if (currency !== undefined && currency.toLowerCase() !== order.currency)
    throw refusal("COM_02", "currency", {
      message: `Invalid Data: the order is in ${order.currency.toUpperCase()}; nothing was charged`,
    });
}

/** Tells whoever is not signed in by what they send and from where: a token of a card is drawn anew each time. */
function hashOf({ token, description }: Asking, { address }: Caller): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([token, description, clientNetwork(address)]))
    .digest();
}

/** What a stranger may see who asks for an order that is not pending: the charge that was theirs, without the card. */
async function chargeAgain(
  { db }: AskingDependencies,
  { customer_id: customerId, order_id: orderId }: OrderToPay,
  { charge }: Paid,
  askerHash: Buffer,
): Promise<Charge> {
  // Nobody paid for an order that comes to nothing.
  if (charge.amount === 0) return charge;
  const since = new Date(Date.now() - againMinutes * 60_000);
  if (!(await db.first(attemptPaidBy({ customerId, orderId }, askerHash, since)))) throw notPayableByStrangers();
  return withoutCard(charge);
}

/** What the owner may see who asks for an order that is not pending: a stranger who paid it is nobody's business. */
async function chargeForOwner(
  { db }: AskingDependencies,
  { customer_id: customerId, order_id: orderId }: OrderToPay,
  { charge }: Paid,
): Promise<Charge> {
  return (await db.first(attemptOfStranger({ customerId, orderId }))) ? withoutPayer(charge) : charge;
}

/**
 * An open charge operation is a tool to test stolen cards with, and to walk through orders. What a stranger does locks no
 * owner out: owners share no limit with them, nor with other owners.
 */
function limitsFor({ limits }: AskingDependencies, { identity, orderId }: Asking, { address }: Caller): Limits {
  return identity
    ? {
        order: { name: "charge", key: `${orderId} by ${identity.customerId}`, limit: 5, seconds: hour },
        wrong: [{ name: "charge-customer", key: String(identity.customerId), limit: 10, seconds: hour }],
        every: [],
      }
    : {
        order: { name: "charge", key: String(orderId), limit: 5, seconds: hour },
        wrong: perNetwork(
          { name: "charge-address", limit: limits.guestChargeFailuresPerAddress, seconds: hour },
          address,
        ),
        every: perNetwork({ name: "charge-guests", limit: limits.guestChargesPerAddress, seconds: hour }, address),
      };
}

/** What a refusal leaves counted: of an owner what guessing would meet, of a stranger all but the shop's own failures. */
function takenBack({ order, wrong, every }: Limits, error: unknown): readonly Limit[] {
  const isGuess = error instanceof Refusal && ["STR_01", "ORD_01"].includes(error.code);
  if (isGuess) return [];
  const isOurs = !(error instanceof Refusal) || error.status >= 500 || error.code === "COM_29";
  return isOurs || every.length === 0 ? [order, ...wrong, ...every] : [order];
}
