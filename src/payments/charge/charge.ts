import { createHash } from "node:crypto";
import { orderToPay, type OrderToPay } from "../../orders/index.ts";
import type { Caller } from "../../platform/http/route.ts";
import type { Identity } from "../../platform/http/identity.ts";
import type { TellLimits } from "../../platform/http/limit-headers.ts";
import type { Config } from "../../platform/config.ts";
import type { Attempts, Limit } from "../../platform/limits/attempts.ts";
import { clientNetwork, perNetwork } from "../../platform/limits/networks.ts";
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
  /** Whether an amount or currency in the request must equal the order's. */
  readonly isAmountChecked: boolean;
};

/** Request to charge an order; `identity` is undefined for a guest, a client who is not signed in. */
export type Asking = {
  readonly identity: Identity | undefined;
  readonly orderId: number;
  readonly token: string;
  readonly description: string;
  readonly amount: number | undefined;
  readonly currency: string | undefined;
};

type Call = { readonly caller: Caller; readonly tellLimits: TellLimits };

/** Time after placement in which a guest may pay an order. Some storefronts send no access token here. */
const openMinutes = 60;
const hour = 3600;

/**
 * Rate limits of a call: `order` and `wrong` count failed attempts at this order and at any order, `every` counts each
 * call of a guest.
 */
type Limits = { readonly order: readonly Limit[]; readonly wrong: readonly Limit[]; readonly every: readonly Limit[] };

/**
 * Charges an order for a client, within the rate limits. Counts each call before it asks the provider, so that
 * concurrent calls cannot try more cards than the limits allow. A successful call no longer counts afterwards, except
 * in the guests' limit `every`.
 */
export async function charge(
  dependencies: AskingDependencies,
  asking: Asking,
  { caller, tellLimits }: Call,
): Promise<Charge> {
  const limits = limitsFor(dependencies, asking, caller);
  const { order, wrong, every } = limits;
  await dependencies.attempts.consume(tellLimits, [...order, ...wrong, ...every]);
  try {
    const charged = await pay(dependencies, asking, caller);
    await dependencies.attempts.release([...order, ...wrong]);
    return charged;
  } catch (error) {
    await dependencies.attempts.release(takenBack(limits, error)).catch(() => undefined);
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

/**
 * Throws COM_02 when the amount or currency in the request differs from the order's. Only the order's owner gets the
 * right amount in the message.
 */
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

/**
 * Identifies a guest by token, description and client network: the provider's form creates a new card token each time.
 */
function hashOf({ token, description }: Asking, { address }: Caller): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([token, description, clientNetwork(address)]))
    .digest();
}

/**
 * Returns the charge of an order that is no longer pending to the guest who paid it, without the card. Throws COM_02
 * for any other guest.
 */
async function chargeAgain(
  { db }: AskingDependencies,
  { customer_id: customerId, order_id: orderId }: OrderToPay,
  { charge }: Paid,
  askerHash: Buffer,
): Promise<Charge> {
  // An order with a total of 0 has no payer.
  if (charge.amount === 0) return charge;
  const since = new Date(Date.now() - againMinutes * 60_000);
  if (!(await db.first(attemptPaidBy({ customerId, orderId }, askerHash, since)))) throw notPayableByStrangers();
  return withoutCard(charge);
}

/**
 * Returns the charge of an order that is no longer pending to the order's owner. If a guest paid it, the guest's card
 * and description are removed.
 */
async function chargeForOwner(
  { db }: AskingDependencies,
  { customer_id: customerId, order_id: orderId }: OrderToPay,
  { charge }: Paid,
): Promise<Charge> {
  return (await db.first(attemptOfStranger({ customerId, orderId }))) ? withoutPayer(charge) : charge;
}

/**
 * Returns the rate limits of a call. Without them, attackers could test stolen cards and enumerate orders. Owners share
 * no limit with guests or with other owners, so a guest cannot lock an owner out. Guests of different networks share
 * only the larger limit of an order, so that it takes several networks to lock a guest out.
 */
function limitsFor({ limits }: AskingDependencies, { identity, orderId }: Asking, { address }: Caller): Limits {
  return identity
    ? {
        order: [{ name: "charge", key: `${orderId} by ${identity.customerId}`, limit: 5, seconds: hour }],
        wrong: [{ name: "charge-customer", key: String(identity.customerId), limit: 10, seconds: hour }],
        every: [],
      }
    : {
        order: [
          { name: "charge", key: `${orderId} from ${clientNetwork(address)}`, limit: 5, seconds: hour },
          { name: "charge-order", key: String(orderId), limit: 20, seconds: hour },
        ],
        wrong: perNetwork(
          { name: "charge-address", limit: limits.guestChargeFailuresPerAddress, seconds: hour },
          address,
        ),
        every: perNetwork({ name: "charge-guests", limit: limits.guestChargesPerAddress, seconds: hour }, address),
      };
}

/**
 * Returns the limits in which a failed call does not count. A declined card (STR_01) counts everywhere, an unknown order
 * (ORD_01) in all limits but the order's: a guest's call for a number that is not in use yet costs its buyer nothing. A
 * failure of the shop (status 500 and above) and COM_29 count nowhere. Any other refusal counts only for a guest, in all
 * limits but the order's.
 */
function takenBack({ order, wrong, every }: Limits, error: unknown): readonly Limit[] {
  const code = error instanceof Refusal ? error.code : undefined;
  if (code === "STR_01") return [];
  if (code === "ORD_01") return every.length === 0 ? [] : order;
  const isOurs = !(error instanceof Refusal) || error.status >= 500 || code === "COM_29";
  return isOurs || every.length === 0 ? [...order, ...wrong, ...every] : order;
}
