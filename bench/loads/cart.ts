import { addLine, lines as linesOf, lockOrAddCart } from "../../src/cart/cart.queries.ts";
import type { Load, Request } from "../load.ts";
import { computed, inPgbench, together } from "../same-sql.ts";

const headers = { "content-type": "application/json" } as const;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Variants as clients write them. */
const choices = ["LG, red", '{"size":"M","color":"White"}', "XL Blue", "Small, black"] as const;
const lines = 3;
/** High enough that clients rarely use the same cart at once, and that no line reaches 999 within minutes. */
const carts = 300;

const adding = (cartId: string, product_id: number): Request => ({
  path: "/shoppingcart/add",
  method: "POST",
  headers,
  body: JSON.stringify({ cart_id: cartId, product_id, attributes: choices[product_id % choices.length] }),
});

const idsOf = (name: string, count: number): string[] =>
  numbers(count).map((number) => `${name}-${number}-${Date.now()}`);

const chosenCart = `\\set cart random(1, ${carts})\n`;
const cart = { bucket: computed(":cart"), cartId: computed("'pgbench-' || :cart") };
const line = {
  ...cart,
  itemId: computed(":cart * 1099511627776 + :item"),
  productId: computed(":product"),
  attributes: "LG, red",
  variantKey: "3,8",
  quantity: 1,
  position: computed(":item"),
};
const addingInPgbench = `${chosenCart}\\set product random(1, ${lines})
\\set item random(1, 1099511627775)
${together(inPgbench(lockOrAddCart({ ...cart, today: "2026-01-01" })), inPgbench(addLine(line, 100)))}`;

/** Clicks on "add to cart": carts get three lines, whose quantities rise from then on. */
export const addToCart: Load = {
  name: "add to cart",
  goal: { ofPgbench: 0.6 },
  settings: {},
  isSteady: false,
  prepare: async () => numbers(lines).flatMap((product) => idsOf("add", carts).map((id) => adding(id, product))),
  sameSql: { text: addingInPgbench },
};

/** Reads a cart of three lines. */
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
  sameSql: {
    fill: () => `insert into cart (cart_bucket, cart_id, used_on)
  select n, 'pgbench-' || n, '2026-01-01' from generate_series(1, ${carts}) n on conflict do nothing;
insert into cart_item (cart_bucket, item_id, cart_id, product_id, attributes, variant_key, quantity, position)
  select n, n * 1099511627776 + product, 'pgbench-' || n, product, 'LG, red', '3,8', 1, product
  from generate_series(1, ${carts}) n, generate_series(1, ${lines}) product on conflict do nothing;
`,
    text: chosenCart + inPgbench(linesOf(cart)),
  },
};
