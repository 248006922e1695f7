import { addLine, lockOrAddCart } from "../../src/cart/cart.queries.ts";
import { holdForPayment, orderToPay } from "../../src/orders/payment.queries.ts";
import { addAudit, changeStatus, lockOrder } from "../../src/orders/states/change-status.queries.ts";
import { paymentAccount } from "../../src/payments/account.queries.ts";
import {
  addAttempt,
  addPayment,
  addReference,
  payment,
  recordSuccess,
  settleAttempt,
} from "../../src/payments/payments.queries.ts";
import { json } from "../accounts.ts";
import { buyersOf } from "../buyers.ts";
import type { Load, Request } from "../load.ts";
import { computed, inPgbench, together } from "../same-sql.ts";
import { nextCart, orderingInPgbench, orderKey, placeOrder } from "./order.ts";

/** Fifty for each of 32 connections, so that no two use the same cart at once. */
const carts = 1600;

const posting = (path: string, headers: Readonly<Record<string, string>>, body: object): Request => ({
  path,
  method: "POST",
  headers,
  body: JSON.stringify(body),
});

const adding = (cart_id: string, product_id: number): Request =>
  posting("/shoppingcart/add", json, { cart_id, product_id, attributes: "LG, red" });

const cart = { bucket: computed("mod(:cart, 4096)"), cartId: computed("'pgbench-checkout-' || :cart") };
const now = new Date("2026-01-01");
const lines = [0, 1].map((place) => ({
  itemId: computed(`mod(:cart, 4096) * 1099511627776 + 500000000 + 2 * :cart + ${place}`),
  productId: computed(`:product + ${place}`),
}));
const addingInPgbench = lines.map((line, position) =>
  together(
    inPgbench(lockOrAddCart({ ...cart, today: "2026-01-01" })),
    inPgbench(addLine({ ...cart, ...line, attributes: "LG, red", variantKey: "3,8", quantity: 1, position }, 100)),
  ),
);

const reference = computed("'pgbench-' || :order_id");
const money = { amountCents: 3668, currency: "usd" };
const nowhere = { provider: "test", account: null, isLive: null } as const;
const purchase = { ...orderKey, ...money, ...nowhere, reference, now };
const settled = { ...orderKey, now, attempt: computed(":attempt") };
const charge = { id: "ch_bench", object: "charge", amount: 3668, currency: "usd", status: "succeeded" } as never;

/**
 * The statements of a charge. No server runs the job for its mail, because that would disturb the measurement of
 * pgbench.
 */
const chargingInPgbench = [
  inPgbench(orderToPay(orderKey.orderId)),
  together(inPgbench(holdForPayment(orderKey)), inPgbench(addAttempt(orderKey, null, now), " \\gset")),
  inPgbench(payment(orderKey)),
  inPgbench(paymentAccount()),
  together(inPgbench(addPayment(purchase)), inPgbench(addReference(purchase))),
  together(
    inPgbench(lockOrder(orderKey)),
    inPgbench(payment(orderKey)),
    inPgbench(changeStatus({ ...orderKey, from: "pending", to: "paid", now, isSettled: false })),
    inPgbench(addAudit({ ...orderKey, from: "pending", to: "paid", byWhom: "test", note: "ch_bench", now })),
    "insert into job (job_id, task, payload, run_at) values (gen_random_uuid(), 'bench', '{}', now());\n",
    inPgbench(recordSuccess({ ...orderKey, charge, isUnwanted: false, followAt: null, now })),
    inPgbench(settleAttempt({ ...settled, status: "succeeded", reason: null })),
  ),
];

/** Adds two lines to a cart, places its order and pays it: four requests are one checkout. */
export const checkout: Load = {
  name: "checkout",
  settings: placeOrder.settings,
  requestsEach: 4,
  isSteady: false,
  async prepare(url) {
    const buyers = await buyersOf(url);
    const run = Date.now();
    return Array.from({ length: carts }, (_, index) => {
      const headers = buyers[index % buyers.length] ?? json;
      const cart_id = `checkout-${run}-${index}`;
      const paying = { stripeToken: "tok_visa", order_id: "{orderId}", description: "Two t-shirts" };
      return [
        adding(cart_id, 30 + (index % 60)),
        adding(cart_id, 31 + (index % 60)),
        { ...posting("/orders", headers, { cart_id, shipping_id: 3, tax_id: 1 }), remember: "orderId" },
        posting("/stripe/charge", headers, paying),
      ];
    }).flat();
  },
  sameSql: {
    text: nextCart + addingInPgbench.join("") + orderingInPgbench({ cart, lines }) + chargingInPgbench.join(""),
  },
};
