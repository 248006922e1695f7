import { Type } from "typebox";
import { pageOf } from "../platform/http/cursor.ts";
import { id, money, textOrNull } from "../platform/http/fields.ts";
import { Attention } from "./attention.ts";

export const orderId = id("The order's number");

/** Recipient and address of an order; empty when the customer has been erased. */
export const ShipTo = Type.Partial(
  Type.Object({
    name: Type.String(),
    address_1: textOrNull,
    address_2: textOrNull,
    city: textOrNull,
    region: textOrNull,
    postal_code: textOrNull,
    country: textOrNull,
  }),
);

export const NewOrder = Type.Object({
  cart_id: Type.String({
    minLength: 1,
    maxLength: 64,
    refusal: "COM_02",
    description: "The cart whose lines are bought",
  }),
  shipping_id: id("How it is sent"),
  tax_id: id("How it is taxed; a tax of one region goes with ways of sending to that region"),
  expected_total: Type.Optional(
    Type.String({
      pattern: String.raw`^\s*\d{1,13}(\.\d{1,2})?\s*$`,
      numeral: true,
      wording: "must be an amount like 29.98",
      description: "What the buyer was told it comes to; when it comes to something else by now, nothing is ordered",
      examples: ["29.98"],
    }),
  ),
});

export const Placed = Type.Object(
  {
    orderId: Type.Integer({ examples: [1] }),
    order_id: Type.Integer({ description: "The same number again", examples: [1] }),
  },
  { title: "PlacedOrder" },
);

/** Status of a dispute over an order's payment. */
export const DisputeStatus = Type.Unsafe<"open" | "won" | "lost" | "closed">(
  Type.Enum(["open", "won", "lost", "closed"]),
);

export const OrderSummary = Type.Object(
  {
    order_id: Type.Integer({ examples: [1] }),
    total_amount: money("What the buyer pays: lines, shipping and tax"),
    created_on: Type.String({ format: "date-time", examples: ["2019-07-21T08:56:02.000Z"] }),
    shipped_on: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
    status: Type.String({ enum: ["pending", "paid", "shipped", "delivered", "cancelled", "refunded"] }),
    name: Type.String({ description: "Whom it is for" }),
    subtotal_amount: money("The lines"),
    shipping_amount: money("Their way"),
    tax_amount: money("Tax on both"),
    attention: Type.Array(Attention, {
      description:
        "What the order lacks before it can be sent; empty where nothing is. `PUT /orders/{order_id}/address` settles it",
    }),
    refunded_amount: money("What of it has gone back, or is on its way"),
    dispute_status: Type.Union([DisputeStatus, Type.Null()], {
      description: "Whether the buyer's bank asked the payment back, and who was right",
    }),
    currency: Type.String({ description: "What its amounts are in, three letters", examples: ["USD"] }),
    ship_to: ShipTo,
    shipping_type: Type.String({ description: "How it is sent" }),
    tax_type: Type.String({ description: "How it is taxed" }),
  },
  { title: "Order" },
);

export const OrderLine = Type.Object(
  {
    order_id: Type.Integer({ examples: [1] }),
    product_id: Type.Integer({ examples: [2] }),
    attributes: Type.String({ description: "As the client wrote them", examples: ["LG, red"] }),
    product_name: Type.String(),
    quantity: Type.Integer({ examples: [1] }),
    unit_cost: money("One of them, as it cost then"),
    subtotal: money("All of them"),
  },
  { title: "OrderLine" },
);

export const OrderShipment = Type.Object(
  {
    shipment: Type.Integer({ description: "Its number among the order's parcels", examples: [1] }),
    carrier: Type.Union([Type.String(), Type.Null()], { description: "Who carries it", examples: ["DHL"] }),
    tracking_number: Type.Union([Type.String(), Type.Null()], { description: "By what it is found at the carrier" }),
    shipped_on: Type.String({ format: "date-time" }),
    delivered_on: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
    lines: Type.Array(
      Type.Object({
        product_id: Type.Integer({ examples: [2] }),
        product_name: Type.String(),
        attributes: Type.String({ description: "As the client wrote them", examples: ["LG, red"] }),
        quantity: Type.Integer({ description: "How many of them are in the parcel", examples: [1] }),
      }),
    ),
  },
  { title: "OrderShipment" },
);

export const Page = pageOf("Orders", { maximum: 1000, default: 1000 });
