import { Type, type Static } from "typebox";
import { textOrNull } from "../platform/http/fields.ts";

const largest = Number.MAX_SAFE_INTEGER;
const wholeOrNull = Type.Union([Type.Integer(), Type.Null()]);

const Card = Type.Object({
  brand: textOrNull,
  country: textOrNull,
  exp_month: wholeOrNull,
  exp_year: wholeOrNull,
  funding: textOrNull,
  last4: textOrNull,
});

/**
 * Charge in Stripe's shape, without the fields that concern only the shop and Stripe. Amounts are in cents, times in
 * seconds since 1970.
 */
export const Charge = Type.Object(
  {
    id: Type.String({ examples: ["ch_3MmlLrLkdIwHu7ix0snN0B15"] }),
    object: Type.String({ examples: ["charge"] }),
    amount: Type.Integer({ examples: [2512] }),
    amount_captured: Type.Integer(),
    amount_refunded: Type.Integer(),
    captured: Type.Boolean(),
    created: Type.Integer(),
    currency: Type.String({ examples: ["usd"] }),
    description: textOrNull,
    failure_code: textOrNull,
    failure_message: textOrNull,
    livemode: Type.Boolean(),
    metadata: Type.Record(Type.String(), Type.String()),
    paid: Type.Boolean(),
    payment_intent: textOrNull,
    payment_method: textOrNull,
    payment_method_details: Type.Optional(Type.Object({ type: Type.String(), card: Type.Optional(Card) })),
    receipt_url: Type.Optional(textOrNull),
    refunded: Type.Boolean(),
    status: Type.String({ examples: ["succeeded"] }),
  },
  { title: "Charge" },
);
export type Charge = Static<typeof Charge>;

export const NewCharge = Type.Object({
  stripeToken: Type.String({
    minLength: 1,
    maxLength: 255,
    refusal: "COM_02",
    orThing: true,
    description: "The card, as the provider's form made a token of it; an object is meant as its `id`",
    examples: ["tok_visa"],
  }),
  order_id: Type.Integer({ minimum: -largest, maximum: largest, description: "The order to pay", examples: [1] }),
  description: Type.String({
    minLength: 1,
    maxLength: 1000,
    description: "What the payer reads",
    examples: ["Two t-shirts"],
  }),
  amount: Type.Optional(
    Type.Number({
      description:
        "Cents; must be the order's total where `CHARGE_AMOUNT_CHECK` is on. The order's total is charged whatever stands here",
      examples: [2512],
    }),
  ),
  currency: Type.Optional(Type.String({ maxLength: 100, refusal: "COM_02", examples: ["USD"] })),
});

export const Received = Type.Object({ received: Type.Boolean() });
