import { after, before } from "node:test";
import { askingApp, newBuyer, type Ask, type Buyer, type Json, type Reply } from "../clients/buyers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../servers/shop.ts";
import { openStripeServer, type StripeServer } from "./server.ts";
import type { Thing } from "./book.ts";

/** A shop that uses the local Stripe, and a customer of it. */
export type StripeShop = {
  readonly shop: TestShop;
  readonly stripe: StripeServer;
  readonly buyer: Buyer;
  charge(orderId: number, more?: Record<string, unknown>, ask?: Ask): Promise<Reply>;
  /** Sends an event as Stripe does, with its signature unless another is given. */
  deliver(event: Thing, signing?: Parameters<StripeServer["sign"]>[1]): Promise<{ status: number; body: Json }>;
  /** Returns the events about this order's payment. */
  eventsOf(orderId: number): Thing[];
  /** Returns the id of the order's payment at Stripe. */
  intentOf(orderId: number): string;
};

/** Opens both for the tests of a file, and closes them after it. */
export const stripeShop = (settings: Record<string, string> = {}): (() => StripeShop) => {
  let open: StripeShop | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => {
    const stripe = await openStripeServer();
    ends.push(stripe.close);
    const { url, drop } = await cloneDatabase();
    ends.push(drop);
    const shop = await openShopOn(url, { WORKER: "off", RATE_LIMIT: "off", ...stripe.settings, ...settings });
    ends.push(shop.close);
    const buyer = await newBuyer(askingApp(shop.app));
    open = {
      shop,
      stripe,
      buyer,
      charge: (order_id, more = {}, ask = buyer.ask) =>
        ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "A t-shirt", ...more }),
      async deliver(event, signing) {
        const payload = JSON.stringify(event);
        const headers = {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": stripe.sign(payload, signing),
        };
        const reply = await shop.app.inject({ method: "POST", url: "/stripe/webhooks", headers, payload });
        return { status: reply.statusCode, body: reply.json() };
      },
      eventsOf: (orderId) =>
        stripe.events.filter(({ data: { object } }) => {
          const intent = stripe.intents.get(object.object === "payment_intent" ? object.id : object.payment_intent);
          return intent?.["metadata"].order_id === String(orderId);
        }),
      intentOf: (orderId) =>
        [...stripe.intents.values()].find(({ metadata }) => metadata.order_id === String(orderId))?.["id"] ?? "",
    };
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (!open) throw new Error("The shop opens before the first test.");
    return open;
  };
};
