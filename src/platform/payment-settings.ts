import { Type } from "typebox";
import { oneOf, setting, toggle, whole, type Setting } from "./setting.ts";

const stripeKey = Type.String({ pattern: "^((sk|rk)_[!-~]+)?$", admits: "a key that begins with sk_ or rk_" });
const stripeSigner = Type.String({ pattern: "^(whsec_[!-~]+)?$", admits: "a secret that begins with whsec_" });
const webAddress = Type.String({ pattern: "^https?://[^\\s?#]+$", admits: "an address like https://api.stripe.com" });

/** Settings of payments: the provider's account, and what is checked before it is asked for money. */
export const paymentSettings = {
  stripeSecretKey: setting(
    "STRIPE_SECRET_KEY",
    stripeKey,
    "",
    "Your secret key at Stripe, which then takes payments. Empty: payments are tests that charge nobody.",
  ),
  stripeWebhookSecret: setting(
    "STRIPE_WEBHOOK_SECRET",
    stripeSigner,
    "",
    "With what Stripe signs the events it sends to `/stripe/webhooks`.",
  ),
  stripeApiBase: setting("STRIPE_API_BASE", webAddress, "https://api.stripe.com", "Where Stripe is asked."),
  paymentTimeoutSeconds: setting(
    "PAYMENT_TIMEOUT_SECONDS",
    whole(1, 10),
    10,
    "How long one question to the payment provider may take.",
  ),
  chargeAmountCheck: setting(
    "CHARGE_AMOUNT_CHECK",
    oneOf("auto", "on", "off"),
    "auto",
    "Whether an `amount` or `currency` that a client names must be the order's own; otherwise the charge is refused (400 COM_02, naming the right one) and nothing is charged. `auto` is `on` with Stripe and `off` with test payments. `off` takes what old front-ends send, such as a cart's sum without shipping, or a constant. What is charged is the order's own total in any case.",
  ),
  paymentAccountChange: setting(
    "PAYMENT_ACCOUNT_CHANGE",
    toggle,
    "off",
    "Opens a shop whose earlier payments are at another account at Stripe, in its other mode (test or live), or at Stripe when no key is set. They are not touched from here; new ones are taken with the present key. Turn it off again after the first of these.",
  ),
  paymentTestInProduction: setting(
    "PAYMENT_TEST_IN_PRODUCTION",
    toggle,
    "off",
    "Lets payments be tests with `NODE_ENV=production`.",
  ),
} as const satisfies Record<string, Setting>;
