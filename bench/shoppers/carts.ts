import type { Errand } from "./errand.ts";
import type { FilledCart, World } from "./world.ts";

/** Products without tracked stock, which are never sold out. */
const firstProduct = 30;
const products = 60;
const variants = ["LG, red", '{"size":"M","color":"White"}', "XL Blue", "Small, black"];
/** Share of changes that begin a cart, and of the others those that change a line's quantity. */
const newShare = 0.35;
const quantityShare = 0.3;
const totalShare = 0.2;
/** Carts beyond these are left alone, as most carts are. */
const mostCarts = 2000;

type Line = { readonly item_id: number };

/** Takes a filled cart out of the world: while a request changes it, no other does. */
export function takeCart({ dice, carts }: World): FilledCart | undefined {
  return carts.splice(dice.below(carts.length), 1)[0];
}

/** Reads a cart or its total; one that never was is read as an empty one. */
export function readCart({ dice, carts, newName }: World): Errand {
  const cartId = carts.length > 0 ? dice.pick(carts).cartId : newName();
  const path = dice.next() < totalShare ? `/shoppingcart/totalAmount/${cartId}` : `/shoppingcart/${cartId}`;
  return { kind: "read cart", path };
}

/** Adds a product to a new or a known cart, or changes the quantity of a line. */
export function changeCart(world: World): Errand {
  const { dice, carts, newName } = world;
  const known = dice.next() < newShare ? undefined : takeCart(world);
  const cartId = known?.cartId ?? newName();
  const learn = (lines: readonly Line[]): void => {
    const itemId = lines.at(-1)?.item_id;
    if (itemId !== undefined && carts.push({ cartId, itemId }) > mostCarts) carts.shift();
  };
  if (known && dice.next() < quantityShare) {
    const path = `/shoppingcart/update/${known.itemId}`;
    return { kind: "change cart", method: "PUT", path, body: { quantity: dice.between(1, 3) }, learn };
  }
  const product_id = firstProduct + dice.below(products);
  const body = { cart_id: cartId, product_id, attributes: dice.pick(variants) };
  return { kind: "change cart", method: "POST", path: "/shoppingcart/add", body, learn };
}
