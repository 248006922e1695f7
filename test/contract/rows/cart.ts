import { bucketOf, bucketOfItem } from "../../../src/cart/cart-numbers.ts";
import { products } from "../../support/databases/sample.ts";
import { askingApp, filledCart, newBuyer } from "../../support/clients/buyers.ts";
import { keyInUse, keyUsed } from "../keys.ts";
import { at, saying, tooLong, type Ground, type Question, type Row, type Rows } from "../row.ts";

const second = products[1]!;
const price = (second.effectiveCents / 100).toFixed(2);
const line = {
  name: second.name,
  attributes: "M, White",
  product_id: 2,
  price,
  quantity: 2,
  image: `${second.slug}.webp`,
};
const subtotal = ((2 * second.effectiveCents) / 100).toFixed(2);
const lines = [{ ...line, subtotal }];

const cart = ({ shop }: Ground): Promise<string> => filledCart(askingApp(shop.app), [{ product_id: 2, quantity: 2 }]);

/** Returns the id of the only line of a new cart. */
const item = async (ground: Ground): Promise<number> =>
  (await ground.shop.app.inject(`/shoppingcart/${await cart(ground)}`)).json()[0].item_id;

/** An operation on a cart, whose id may have any characters, up to a maximum length. */
const ofCart = (path: string, answers: object | undefined): Row => ({
  asks: async (ground) => ({ url: `/shoppingcart/${path}${await cart(ground)}` }),
  answers,
  refuses: {
    "COM_02 400": {
      asks: at(`/shoppingcart/${path}${"x".repeat(65)}`),
      field: "cart_id",
      message: /^Invalid Data/,
    },
  },
});

const ofItem = (path: string, more: Partial<Question> = {}): Row => ({
  asks: async (ground) => ({ url: `/shoppingcart/${path}${await item(ground)}`, ...more }),
  refuses: {
    "COM_02 400": { asks: at(`/shoppingcart/${path}first`), field: "item_id", message: /^The ID is not a number\.$/ },
    "CAR_01 404": { asks: at(`/shoppingcart/${path}1`), field: "item_id" },
  },
});

const ofThisCart = (cartId: string) => ({ bucket: bucketOf(cartId), scope: `cart ${cartId}` });

const keyedItem = (path: string): Row => {
  const row = ofItem(`${path}/`);
  const inUse = keyInUse((_, { url }) => {
    const item = url.slice(url.lastIndexOf("/") + 1);
    return { bucket: bucketOfItem(Number(item)), scope: `item ${item}`, route: `POST /shoppingcart/${path}` };
  });
  return { ...row, refuses: { ...row.refuses, ...inUse } };
};

/** An operation that changes something by GET, and refuses to be prefetched. */
const changingByGet = (path: string): Row => {
  const row = ofItem(path);
  const asks = (_: Ground, good: Question): Question => ({ ...good, headers: { "sec-purpose": "prefetch" } });
  return { ...row, refuses: { ...row.refuses, "COM_02 403": { asks, message: /^Invalid Data/ } } };
};

/** Stock and the cart. */
export const cartRows: Rows = {
  "GET /products/{product_id}/availability": {
    asks: () => ({ url: "/products/1/availability" }),
    answers: { product_id: 1, in_stock: "yes", units: null, combinations: [] },
    refuses: {
      "COM_02 400": {
        asks: at("/products/shirt/availability"),
        field: "product_id",
        message: /^The ID is not a number\.$/,
      },
      "PRO_01 404": { asks: at("/products/9999/availability"), field: "product_id" },
    },
  },
  "GET /shoppingcart/generateUniqueId": { asks: () => ({ url: "/shoppingcart/generateUniqueId" }), answers: {} },
  "POST /shoppingcart/add": {
    asks: async (ground) => ({
      url: "/shoppingcart/add",
      body: { cart_id: await cart(ground), product_id: 2, attributes: "white M", quantity: 3 },
    }),
    answers: [
      { ...line, attributes: "white M", quantity: 5, subtotal: ((5 * second.effectiveCents) / 100).toFixed(2) },
    ],
    refuses: {
      "USR_07 400": tooLong("attributes", 1001),
      "PRO_01 404": { asks: saying({ product_id: 9999 }), field: "product_id" },
      ...keyInUse((_, { body }) => ({ ...ofThisCart(String(body?.["cart_id"])), route: "POST /shoppingcart/add" })),
      ...keyUsed({ quantity: 4 }),
    },
  },
  "GET /shoppingcart/{cart_id}": ofCart("", lines),
  "GET /shoppingcart/getSaved/{cart_id}": {
    ...ofCart("getSaved/", undefined),
    asks: async (ground) => {
      const cartId = await cart(ground);
      const [{ item_id }] = (await ground.shop.app.inject(`/shoppingcart/${cartId}`)).json();
      await ground.shop.app.inject(`/shoppingcart/saveForLater/${item_id}`);
      return { url: `/shoppingcart/getSaved/${cartId}` };
    },
    answers: [{ name: second.name, attributes: "M, White", price }],
  },
  "GET /shoppingcart/totalAmount/{cart_id}": ofCart("totalAmount/", { total_amount: subtotal }),
  "DELETE /shoppingcart/empty/{cart_id}": ofCart("empty/", []),
  "PUT /shoppingcart/update/{item_id}": {
    ...ofItem("update/", { body: { quantity: 1 } }),
    answers: [{ ...line, quantity: 1, subtotal: price }],
  },
  "GET /shoppingcart/saveForLater/{item_id}": changingByGet("saveForLater/"),
  "POST /shoppingcart/saveForLater/{item_id}": keyedItem("saveForLater"),
  "GET /shoppingcart/moveToCart/{item_id}": changingByGet("moveToCart/"),
  "POST /shoppingcart/moveToCart/{item_id}": keyedItem("moveToCart"),
  "DELETE /shoppingcart/removeProduct/{item_id}": ofItem("removeProduct/"),
  "POST /shoppingcart/claim": {
    asks: async (ground) => ({
      url: "/shoppingcart/claim",
      token: ground.buyer.token,
      body: { cart_id: await cart(ground) },
    }),
    answers: { items: lines },
    refuses: {
      ...keyInUse(({ buyer: { customerId } }) => ({ customerId, route: "POST /shoppingcart/claim" })),
      ...keyUsed({ cart_id: "another" }),
    },
  },
  "GET /shoppingcart/mine": {
    asks: async (ground) => {
      const { token, ask } = await newBuyer(askingApp(ground.shop.app));
      await ask("POST", "/shoppingcart/claim", { cart_id: await cart(ground) });
      return { url: "/shoppingcart/mine", token };
    },
    answers: { items: lines },
  },
};
