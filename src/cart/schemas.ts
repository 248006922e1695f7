import { Type, type Static } from "typebox";
import { money } from "../platform/http/fields.ts";

const largest = Number.MAX_SAFE_INTEGER;

/** Maximum quantity of a cart's line; the table's check has the same number. */
export const mostUnits = 999;

/**
 * A cart's id: an opaque string that clients may choose. Refused only when it is empty or longer than 64 characters.
 */
const cartId = Type.String({
  minLength: 1,
  maxLength: 64,
  refusal: "COM_02",
  description: "Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own",
  examples: ["v5c0zy7mk2t1lrpnf9"],
});
export const itemId = Type.Integer({
  minimum: -largest,
  maximum: largest,
  description: "The line's number, a secret like the cart's id",
  examples: [2886218022912],
});
const productId = Type.Integer({
  minimum: -largest,
  maximum: largest,
  description: "The product's number",
  examples: [2],
});

const line = {
  item_id: itemId,
  name: Type.String({ description: "The product's name" }),
  attributes: Type.String({
    description: "As the client wrote it when it last added this line",
    examples: ["LG, red"],
  }),
};

export const CartItem = Type.Object(
  {
    ...line,
    product_id: productId,
    price: money("Today's price of one"),
    quantity: Type.Integer({ minimum: 1, maximum: mostUnits }),
    image: Type.Union([Type.String(), Type.Null()], { description: "File below `/images/products/`" }),
    subtotal: money("Price by quantity"),
  },
  { title: "CartItem" },
);
export type CartItem = Static<typeof CartItem>;

export const SavedItem = Type.Object({ ...line, price: money("Today's price of one") }, { title: "SavedItem" });

export const CartId = Type.Object({ cart_id: cartId });

export const CustomerCart = Type.Object({ cart_id: cartId, items: Type.Array(CartItem) }, { title: "CustomerCart" });
export type CustomerCart = Static<typeof CustomerCart>;

export const AddToCart = Type.Object({
  cart_id: cartId,
  product_id: productId,
  attributes: Type.String({
    maxLength: 1000,
    description: "What the buyer chose, in any words",
    examples: ["LG, red"],
  }),
  quantity: Type.Integer({ minimum: 1, maximum: mostUnits, default: 1 }),
});
export type AddToCart = Static<typeof AddToCart>;

export const Quantity = Type.Object({
  quantity: Type.Integer({ minimum: 0, maximum: mostUnits, description: "0 removes the line" }),
});
