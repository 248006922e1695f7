import type { Load, Request } from "../load.ts";

const headers = { "content-type": "application/json" } as const;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Choices as clients write them. */
const choices = ["LG, red", '{"size":"M","color":"White"}', "XL Blue", "Small, black"] as const;
const lines = 3;
/** Enough that buyers seldom meet in one cart, and that no line reaches 999 in a run of minutes. */
const carts = 300;

const adding = (cartId: string, product_id: number): Request => ({
  path: "/shoppingcart/add",
  method: "POST",
  headers,
  body: JSON.stringify({ cart_id: cartId, product_id, attributes: choices[product_id % choices.length] }),
});

const idsOf = (name: string, count: number): string[] =>
  numbers(count).map((number) => `${name}-${number}-${Date.now()}`);

/** A click on "add to cart": carts of three lines, whose quantities rise from then on. */
export const addToCart: Load = {
  name: "add to cart",
  settings: {},
  isSteady: false,
  prepare: async () => numbers(lines).flatMap((product) => idsOf("add", carts).map((id) => adding(id, product))),
};

/** A look at a cart of three lines. */
export const readCart: Load = {
  name: "read cart",
  goal: { perSecond: 4000 },
  settings: {},
  isSteady: true,
  async prepare(url) {
    const ids = idsOf("read", 200);
    for (const id of ids)
      for (const product of numbers(lines)) {
        const { path, body } = adding(id, product);
        const reply = await fetch(url + path, { method: "POST", headers, body: body ?? "" });
        if (!reply.ok) throw new Error(`A cart could not be filled: ${reply.status}`);
        await reply.arrayBuffer();
      }
    return ids.map((id) => ({ path: `/shoppingcart/${id}` }));
  },
};
