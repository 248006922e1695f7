import type { FastifyReply } from "fastify";
import { orderToPay, type OrderToPay } from "../../orders/index.ts";
import type { Caller } from "../../platform/http/action.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { subscriberOf, type Attempts, type Limit } from "../../platform/limits/attempts.ts";
import { twoDecimals } from "../../platform/money.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { Charge } from "../schemas.ts";
import type { SettlingNeeds } from "../settling/settling.ts";
import { payOrder } from "./charging.ts";

export type AskingNeeds = SettlingNeeds & {
  readonly attempts: Attempts;
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

/** An open charge operation is a tool to test stolen cards with. A stranger's attempts do not lock the owner out. */
const limitsFor = ({ identity, orderId }: Asking, { address }: Caller): Limit[] => [
  { name: "charge", key: identity ? `${orderId} by ${identity.customerId}` : String(orderId), limit: 5, seconds: hour },
  { name: "charge-address", key: subscriberOf(address), limit: 20, seconds: hour },
];

const requireOrder = async ({ db }: AskingNeeds, { identity, orderId }: Asking): Promise<OrderToPay> => {
  const order = await orderToPay(db, orderId);
  const isTheirs = identity
    ? order.customer_id === identity.customerId
    : Date.now() - order.created_at.getTime() < openMinutes * 60_000;
  if (!isTheirs) throw refusal("ORD_01", "order_id");
  return order;
};

const requireAmount = ({ amount, currency }: Asking, order: OrderToPay): void => {
  const right = `${order.amount_cents} cents (${order.currency.toUpperCase()} ${twoDecimals(order.amount_cents)})`;
  if (amount !== undefined && amount !== order.amount_cents)
    throw refusal("COM_02", "amount", { message: `Invalid Data: the order comes to ${right}; nothing was charged` });
  if (currency !== undefined && currency.toLowerCase() !== order.currency)
    throw refusal("COM_02", "currency", {
      message: `Invalid Data: the order is in ${order.currency.toUpperCase()}; nothing was charged`,
    });
};

/** Whoever is not signed in and did not pay just now sees no card. */
const withoutCard = ({ payment_method_details: _, receipt_url: __, ...charge }: Charge): Charge => ({
  ...charge,
  payment_method: null,
});

const pay = async (needs: AskingNeeds, asking: Asking): Promise<Charge> => {
  const order = await requireOrder(needs, asking);
  if (needs.isAmountChecked && order.status === "pending") requireAmount(asking, order);
  const { charge, isNew } = await payOrder(needs, { order, token: asking.token, description: asking.description });
  return isNew || asking.identity ? charge : withoutCard(charge);
};

/** Only what guessing would meet is counted: refused cards, and orders that are not there. */
const isCounted = (error: unknown): boolean => error instanceof Refusal && ["STR_01", "ORD_01"].includes(error.code);

/** Charges an order for a client, within what may be tried. */
export const charge = async (needs: AskingNeeds, asking: Asking, { caller, reply }: Call): Promise<Charge> => {
  const limits = limitsFor(asking, caller);
  await needs.attempts.spend(reply, limits);
  try {
    const charged = await pay(needs, asking);
    await needs.attempts.takeBack(limits);
    return charged;
  } catch (error) {
    if (!isCounted(error)) await needs.attempts.takeBack(limits).catch(() => undefined);
    throw error;
  }
};
