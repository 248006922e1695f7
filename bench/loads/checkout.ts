import type { Load, Request } from "../load.ts";
import { addAndOrder, buyersOf } from "./order.ts";

/** Fifty for each of 32 connections, so that no two are at the same cart at once. */
const carts = 1600;
const json = { "content-type": "application/json" } as const;

const posting = (path: string, headers: Readonly<Record<string, string>>, body: object): Request => ({
  path,
  method: "POST",
  headers,
  body: JSON.stringify(body),
});

const adding = (cart_id: string, product_id: number): Request =>
  posting("/shoppingcart/add", json, { cart_id, product_id, attributes: "LG, red" });

/** Two lines into a cart, its order, and its payment: each four requests are one checkout. */
export const checkout: Load = {
  name: "checkout",
  settings: addAndOrder.settings,
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
};
