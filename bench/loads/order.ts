import type { Load, Request } from "../load.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Fifty for each of 32 connections, so that no two are at the same cart at once. */
const carts = 1600;
const buyers = 20;
const json = { "content-type": "application/json" } as const;

const answered = async (reply: Response): Promise<Record<string, string>> => {
  if (!reply.ok) throw new Error(`The load could not be prepared: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Record<string, string>;
};

/** Somebody who has an account and an address; answers the headers they ask with. */
const newBuyer = async (url: string, number: number): Promise<Readonly<Record<string, string>>> => {
  const account = {
    name: "A Buyer",
    email: `buyer-${number}-${Date.now()}@example.com`,
    password: "twill and denim 9",
  };
  const opened = await fetch(`${url}/customers`, { method: "POST", headers: json, body: JSON.stringify(account) });
  const headers = { ...json, "user-key": (await answered(opened))["accessToken"] ?? "" };
  const home = {
    address_1: "1 Loom Lane",
    city: "Paterson",
    region: "NJ",
    postal_code: "07505",
    country: "USA",
    shipping_region_id: 2,
  };
  await answered(await fetch(`${url}/customers/address`, { method: "PUT", headers, body: JSON.stringify(home) }));
  return headers;
};

/** Some buyers, as the headers they ask with. */
export const buyersOf = (url: string): Promise<Readonly<Record<string, string>>[]> =>
  Promise.all(numbers(buyers).map((number) => newBuyer(url, number)));

/** One line into a cart, and the cart's order: the cart is empty again afterwards. */
const buying = (headers: Readonly<Record<string, string>>, cart_id: string, product_id: number): Request[] => [
  {
    path: "/shoppingcart/add",
    method: "POST",
    headers: json,
    body: JSON.stringify({ cart_id, product_id, attributes: "LG, red" }),
  },
  { path: "/orders", method: "POST", headers, body: JSON.stringify({ cart_id, shipping_id: 3, tax_id: 1 }) },
];

/** A line into a cart and its order, by turns: each two requests are one order. */
export const addAndOrder: Load = {
  name: "add and order",
  // Twenty accounts are opened from one address.
  settings: { RATE_LIMIT: "off" },
  isSteady: false,
  async prepare(url) {
    const headers = await buyersOf(url);
    const run = Date.now();
    return numbers(carts).flatMap((cart) =>
      buying(headers[cart % buyers] ?? {}, `order-${run}-${cart}`, 30 + (cart % 60)),
    );
  },
};
