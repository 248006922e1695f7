import { shipOrder } from "../../../src/orders/index.ts";
import { keyInUse, keyUsed } from "../keys.ts";
import { filledCart, home, placedOrder, terms } from "../../support/clients/buyers.ts";
import { products } from "../../support/databases/sample.ts";
import { at, saying, tooLong, type Ground, type Question, type Refused, type Row, type Rows } from "../row.ts";

const { name, effectiveCents } = products[0]!;
const amount = (cents: number): string => (cents / 100).toFixed(2);
/** 7 days to the US cost 5.00; the sales tax is 8.5 % of both, half a cent rounded up. */
const taxCents = Math.floor(((effectiveCents + 500) * 85 + 500) / 1000);
const sums = {
  subtotal_amount: amount(effectiveCents),
  shipping_amount: "5.00",
  tax_amount: amount(taxCents),
  total_amount: amount(effectiveCents + 500 + taxCents),
};

const noOrder = (path: (order: string) => string): Readonly<Record<string, Refused>> => ({
  "COM_02 400": { asks: at(path("first")), field: "order_id", message: /^The ID is not a number\.$/ },
  "ORD_01 404": { asks: at(path("999999")), field: "order_id" },
});
const ofOrder = (path: (order: string) => string, answers: object | undefined): Row => ({
  asks: async ({ buyer }) => ({ url: path(String(await placedOrder(buyer))), token: buyer.token }),
  answers,
  refuses: noOrder(path),
});

const withCart =
  (...wanted: NonNullable<Parameters<typeof filledCart>[1]>) =>
  async (ground: Ground, good: Question): Promise<Question> =>
    saying({ cart_id: await filledCart(ground.buyer.ask, wanted) })(ground, good);

/** Orders. */
export const orderRows: Rows = {
  "POST /orders": {
    asks: async ({ buyer: { ask, token } }) => ({
      url: "/orders",
      token,
      body: { cart_id: await filledCart(ask), ...terms },
    }),
    answers: {},
    refuses: {
      "SHP_02 404": { asks: saying({ shipping_id: 99 }), field: "shipping_id" },
      "TAX_01 404": { asks: saying({ tax_id: 99 }), field: "tax_id" },
      "CAR_02 400": { asks: saying({ cart_id: "nothing in it" }), field: "cart_id" },
      "CAR_03 400": {
        asks: withCart({ product_id: 3, attributes: "whatever" }),
        field: "attributes",
        message: /^The attributes name none of this product's combinations: /,
      },
      "CAR_04 409": {
        asks: withCart({ product_id: 8, quantity: 999 }),
        field: "quantity",
        message: /^Not enough stock: .+ \(M, White\), \d+ left$/,
      },
      "COM_02 409": {
        asks: async ({ buyer }, good) => {
          await placedOrder(buyer);
          return good;
        },
        server: ({ thrifty }) => thrifty,
        field: "cart_id",
        message: /orders wait for their payment, and no more than 1 may\. Pay or cancel some first\./,
      },
      ...keyInUse(({ buyer: { customerId } }) => ({ customerId, route: "POST /orders" })),
      ...keyUsed({ tax_id: 2 }),
    },
  },
  "GET /orders/inCustomer": {
    asks: async ({ buyer }) => {
      await placedOrder(buyer);
      return { url: "/orders/inCustomer?limit=1", token: buyer.token };
    },
    answers: [{ status: "pending", name: "Ada Weaver", shipped_on: null, ...sums }],
    refuses: {
      "COM_02 400": { asks: at("/orders/inCustomer?limit=0"), field: "limit", message: /^Invalid Data: limit/ },
    },
  },
  "GET /orders/shortDetail/{order_id}": ofOrder((order) => `/orders/shortDetail/${order}`, {
    status: "pending",
    name: "Ada Weaver",
    ...sums,
  }),
  "GET /orders/{order_id}": ofOrder(
    (order) => `/orders/${order}`,
    [
      {
        product_id: 1,
        attributes: "M, White",
        product_name: name,
        quantity: 1,
        unit_cost: sums.subtotal_amount,
        subtotal: sums.subtotal_amount,
      },
    ],
  ),
  "GET /orders/{order_id}/shipments": {
    asks: async ({ buyer, shop }) => {
      const orderId = await placedOrder(buyer);
      await shop.sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
      const parcel = { carrier: "DHL", trackingNumber: "0034-1" };
      await shipOrder(shop.db, { customerId: buyer.customerId, orderId }, parcel, {
        byWhom: "a test",
        now: new Date(0),
      });
      return { url: `/orders/${orderId}/shipments`, token: buyer.token };
    },
    answers: [
      {
        shipment: 1,
        carrier: "DHL",
        tracking_number: "0034-1",
        shipped_on: "1970-01-01T00:00:00.000Z",
        delivered_on: null,
        lines: [{ product_id: 1, product_name: name, attributes: "M, White", quantity: 1 }],
      },
    ],
    refuses: noOrder((order) => `/orders/${order}/shipments`),
  },
  "PUT /orders/{order_id}/address": {
    asks: async ({ buyer }) => ({
      url: `/orders/${await placedOrder(buyer)}/address`,
      token: buyer.token,
      body: home,
    }),
    answers: { status: "pending", attention: [], ...sums },
    refuses: {
      ...noOrder((order) => `/orders/${order}/address`),
      "USR_07 400": tooLong("city", 101),
      "USR_09 400": { asks: saying({ shipping_region_id: "Europe" }), field: "shipping_region_id" },
      "SHP_02 404": {
        asks: saying({ shipping_region_id: 3 }),
        field: "shipping_region_id",
        message: /outside of US \/ Canada \(2\), where the order's way leads: give an address there$/,
      },
      "COM_02 409": {
        asks: async ({ buyer }, good) => {
          await buyer.ask("POST", good.url.replace("/address", "/cancel"));
          return good;
        },
        field: "order_id",
        message: /an order that is cancelled takes no address$/,
      },
    },
  },
  "POST /orders/{order_id}/cancel": {
    ...ofOrder((order) => `/orders/${order}/cancel`, { status: "cancelled", ...sums }),
    refuses: {
      ...noOrder((order) => `/orders/${order}/cancel`),
      ...keyInUse(({ buyer: { customerId } }, { url }) => ({ customerId, route: `POST ${url}` })),
      "COM_02 409": {
        asks: async ({ buyer }, good) => {
          await buyer.ask("POST", good.url);
          return good;
        },
        field: "order_id",
        message: /an order that is cancelled cannot become cancelled$/,
      },
    },
  },
};

const ownReview = async ({ buyer }: Ground): Promise<Question> => {
  const { token } = buyer;
  await buyer.ask("POST", "/products/4/reviews", { review: "Soft.", rating: 4 });
  const [{ review_id }] = (await buyer.ask("GET", "/customer/reviews")).body;
  return { url: `/products/4/reviews/${review_id}`, token };
};
const noReview: Readonly<Record<string, Refused>> = {
  "REV_01 404": { asks: at("/products/4/reviews/999999"), field: "review_id" },
};

/** Reviews. */
export const reviewRows: Rows = {
  "GET /customer/reviews": {
    asks: async (ground) => ({ ...(await ownReview(ground)), url: "/customer/reviews" }),
    answers: [{ product_id: 4, review: "Soft.", rating: 4, edited_on: null }],
    refuses: {
      "COM_02 400": { asks: at("/customer/reviews?limit=101"), field: "limit", message: /^Invalid Data: limit/ },
    },
  },
  "PUT /products/{product_id}/reviews/{review_id}": {
    asks: async (ground) => ({ ...(await ownReview(ground)), body: { review: "Softer.", rating: 5 } }),
    refuses: {
      ...noReview,
      "COM_02 400": { asks: saying({ rating: 6 }), field: "rating", message: /^Invalid Data: rating/ },
      "USR_07 400": tooLong("review", 10_001),
    },
  },
  "DELETE /products/{product_id}/reviews/{review_id}": {
    asks: ownReview,
    refuses: {
      ...noReview,
      "COM_02 400": { asks: at("/products/4/reviews/x"), field: "review_id", message: /^The ID is not a number\.$/ },
    },
  },
  "POST /products/{product_id}/reviews": {
    asks: ({ buyer: { token } }) => ({
      url: "/products/2/reviews",
      token,
      body: { review: "Softer than it looks.", rating: 5 },
    }),
    refuses: {
      "COM_02 400": { asks: saying({ rating: 6 }), field: "rating", message: /^Invalid Data: rating/ },
      "USR_07 400": tooLong("review", 10_001),
      "PRO_01 404": { asks: at("/products/9999/reviews"), field: "product_id" },
      ...keyInUse(({ buyer: { customerId } }) => ({ customerId, route: "POST /products/:product_id/reviews" })),
      ...keyUsed({ rating: 1 }),
    },
  },
};
