import { after, before } from "node:test";
import { readConfig } from "../../../src/platform/config.ts";
import { openPayments } from "../../../src/payments/index.ts";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../clients/buyers.ts";
import { keptLog } from "../servers/log.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../servers/shop.ts";
import { openStripeServer, type StripeServer } from "./server.ts";

type Settings = Record<string, string>;

/** A shop with the account of `sk_test_local`, and servers with other settings on the same database. */
export const shopWithKeys = () => {
  let stripe: StripeServer;
  let shop: TestShop;
  let buyer: Buyer;
  let url: string;
  const ends: (() => Promise<unknown>)[] = [];
  before(async () => {
    stripe = await openStripeServer();
    const database = await cloneDatabase();
    url = database.url;
    shop = await openShopOn(url, { RATE_LIMIT: "off", ...stripe.settings });
    buyer = await newBuyer(askingApp(shop.app));
    ends.push(stripe.close, database.drop, shop.close);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const key = (STRIPE_SECRET_KEY: string): Settings => ({ ...stripe.settings, STRIPE_SECRET_KEY });
  const others = (): Readonly<Record<"keyless" | "live" | "other", Settings>> => ({
    keyless: {},
    live: key("sk_live_local"),
    other: key("sk_test_other"),
  });
  return {
    open: () => ({ stripe, shop, buyer, url, others: others(), key }),
    charge: (order_id: number, stripeToken = "tok_visa", ask = buyer.ask) =>
      ask("POST", "/stripe/charge", { stripeToken, order_id, description: "Shirts" }),
    /** Opens the payments of a server with these settings, whatever account the database has. */
    payments: async (settings: Settings) => {
      const log = keptLog();
      const config = readConfig({ PAYMENT_ACCOUNT_CHANGE: "on", ...settings });
      return { log, ...(await openPayments({ db: shop.db, config, log })) };
    },
    start: async (settings: Settings) => {
      const opened = await openShopOn(url, { RATE_LIMIT: "off", ...settings });
      await opened.close();
    },
    order: () => placedOrder(buyer),
    age: (orderId: number) =>
      shop.sql("update payment_attempt set created_at = created_at - interval '2 minutes' where order_id = $1", [
        orderId,
      ]),
  };
};
