import { placedOrder } from "../../support/clients/buyers.ts";
import { saying, tooLong, type Ground, type Question, type Rows } from "../row.ts";

/** Returns an event about a paid order, as the provider sends it. */
const paidEvent = async ({ buyer, stripe }: Ground): Promise<string> => {
  const order_id = await placedOrder(buyer);
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
  return JSON.stringify(stripe.events.findLast(({ type }) => type === "payment_intent.succeeded"));
};

const signed = (payload: string, signature: string): Question => ({
  url: "/stripe/webhooks",
  payload,
  headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature },
});

/** The same request, after these statements have changed its order. */
const afterDoing =
  (...statements: readonly string[]) =>
  async ({ shop: { sql } }: Ground, good: Question): Promise<Question> => {
    for (const statement of statements) await sql(statement, [good.body?.["order_id"]]);
    return good;
  };

/** Payments, and the provider's webhook events. */
export const paymentRows: Rows = {
  "POST /stripe/charge": {
    asks: async ({ buyer }) => ({
      url: "/stripe/charge",
      token: buyer.token,
      body: { stripeToken: "tok_visa", order_id: await placedOrder(buyer), description: "A t-shirt" },
    }),
    answers: ({ body }: Question) => ({
      object: "charge",
      paid: true,
      status: "succeeded",
      currency: "usd",
      description: "A t-shirt",
      metadata: { order_id: String(body?.["order_id"]) },
    }),
    refuses: {
      "USR_07 400": tooLong("description", 1001),
      "STR_01 402": {
        asks: saying({ stripeToken: "tok_chargeDeclinedInsufficientFunds" }),
        field: "stripeToken",
        message: /^Your card has insufficient funds\.$/,
      },
      "ORD_01 404": { asks: saying({ order_id: 999_999 }), field: "order_id" },
      "COM_02 409": {
        asks: afterDoing("update customer_order set status = 'cancelled' where order_id = $1"),
        field: "order_id",
        message: /an order that is cancelled cannot be paid$/,
      },
      "COM_02 422": {
        asks: afterDoing(
          "update customer_order set subtotal_cents = 30, shipping_cents = 0, tax_cents = 0, total_cents = 30 where order_id = $1",
        ),
        field: "order_id",
        message: /the order comes to less than can be paid by card\..*Nothing was charged\.$/,
      },
      "COM_09 409": {
        asks: afterDoing(
          "update customer_order set is_being_paid = true where order_id = $1",
          "insert into payment_attempt (customer_id, order_id, attempt, status, created_at) select customer_id, order_id, 1, 'asked', now() from customer_order where order_id = $1",
        ),
        field: "order_id",
        message: /is being paid right now$/,
      },
    },
  },
  "POST /stripe/webhooks": {
    asks: async (ground) => {
      const payload = await paidEvent(ground);
      return signed(payload, ground.stripe.sign(payload));
    },
    answers: { received: true },
    refuses: {
      "COM_02 400": {
        asks: ({ stripe }, { payload = "" }) => signed(payload, stripe.sign(payload, { secret: "whsec_forged" })),
        field: "stripe-signature",
        message: /not signed by the provider, or too old$/,
      },
      "COM_02 415": {
        asks: (_, good) => ({ ...good, headers: { ...good.headers, "content-type": "nonsense" } }),
        message: /application\/json/,
      },
    },
  },
};
