import { after } from "node:test";
import type { Buyer, Reply } from "../clients/buyers.ts";
import { confirmations } from "../clients/letters.ts";
import { twoServers, type ServerOptions, type TwoServers, type TwoServersOptions } from "../servers/servers.ts";
import { workUntil } from "../work.ts";
import type { Thing } from "./book.ts";
import { openStripeServer, type StripeServer } from "./server.ts";

/** Two servers that share one Stripe. */
export type PaidShop = TwoServers & { readonly stripe: StripeServer };

export const paidShop = (
  more: Omit<ServerOptions, "settings"> = {},
  given: Pick<TwoServersOptions, "database"> = {},
): (() => PaidShop) => {
  let stripe: StripeServer | undefined;
  const open = twoServers({
    ...given,
    wish: async () => {
      stripe = await openStripeServer();
      return { settings: stripe.settings, ...more };
    },
  });
  after(() => stripe?.close());
  return () => ({ ...open(), stripe: stripe as StripeServer });
};

/** Sends an event to one of the servers as Stripe does. */
export const deliver = async (
  { servers, stripe }: PaidShop,
  index: number,
  event: Thing,
  signing?: Parameters<StripeServer["sign"]>[1],
): Promise<number> => {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", "stripe-signature": stripe.sign(body, signing) };
  return (await fetch(`${servers[index % 2]?.url}/stripe/webhooks`, { method: "POST", headers, body })).status;
};

export const charge = (buyer: Pick<Buyer, "ask">, order_id: number, stripeToken: string): Promise<Reply> =>
  buyer.ask("POST", "/stripe/charge", { stripeToken, order_id, description: "Shirts" });

/** Returns where the shop and Stripe disagree about an order, and which charges are wrong. */
const disagreementsAboutMoney = async ({ sql, stripe }: PaidShop): Promise<string[]> => {
  const rows = await sql(
    "select order_id::int as order, status, total_cents::int as total, currency, is_being_paid from customer_order",
  );
  return rows.flatMap(({ order, status, total, currency, is_being_paid }) => {
    const paid = stripe.paidFor(order);
    const kept = paid.filter(({ refunded }) => !refunded);
    const faults: string[] = [];
    if (paid.length > 1) faults.push(`charged ${paid.length} times`);
    for (const { amount, currency: taken } of paid)
      if (amount !== total || taken !== currency) faults.push(`charged ${amount} ${taken} for ${total} ${currency}`);
    if ((status === "paid") !== (kept.length === 1)) faults.push(`${status} with ${kept.length} charges`);
    if (is_being_paid) faults.push("still being paid");
    return faults.map((fault) => `order ${order}: ${fault}`);
  });
};

/** Returns the orders with a wrong number of confirmations: an order that was ever paid has one, any other has none. */
const disagreementsAboutMail = async (open: PaidShop): Promise<string[]> => {
  const mails = await confirmations(open);
  const rows = await open.sql(`select order_id::int as order,
      exists (select from order_audit a where a.order_id = o.order_id and to_status = 'paid') as was_paid
    from customer_order o`);
  return rows.flatMap(({ order, was_paid }) => {
    const count = mails.get(order) ?? 0;
    return count === (was_paid ? 1 : 0) ? [] : [`order ${order}: ${count} mails, was paid: ${was_paid}`];
  });
};

export const disagreements = async (open: PaidShop): Promise<string[]> => [
  ...(await disagreementsAboutMoney(open)),
  ...(await disagreementsAboutMail(open)),
];

/** Makes the servers' workers settle what is open, until nothing is; the caller checks what is still wrong. */
export const settled = (open: PaidShop): Promise<boolean> =>
  workUntil(
    open,
    async () =>
      (await open.sql("select from payment_attempt where status = 'asked' limit 1")).length === 0 &&
      (await disagreementsAboutMoney(open)).length === 0,
  );
