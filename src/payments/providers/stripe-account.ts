import type StripeClient from "stripe";
import { WrongSettings } from "../../platform/config.ts";
import type { Account } from "./provider.ts";
import { failureOf } from "./stripe-answers.ts";

/** Short limits: the shop also starts without Stripe's response, which is requested again before the first charge. */
const options = { timeout: 3000, maxNetworkRetries: 0 } as const;

/** Returns a function that looks up the account of the key and remembers it once Stripe has responded. */
export function learnAccount(stripe: StripeClient, secretKey: string): () => Promise<Account> {
  let known: Promise<string | null> | undefined;
  return async () => {
    known ??= ask(stripe).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return { provider: "stripe", account: await known, isLive: isLiveKey(secretKey) };
  };
}

/** Stripe's secret keys contain their mode: `sk_live_…`, `sk_test_…`, restricted ones `rk_live_…`, `rk_test_…`. */
function isLiveKey(secretKey: string): boolean {
  return /^[a-z]+_live_/.test(secretKey);
}

async function ask(stripe: StripeClient): Promise<string | null> {
  try {
    return (await stripe.accounts.retrieveCurrent({}, options)).id;
  } catch (error) {
    // A restricted key may lack the permission to read its account, and can still take payments.
    const { type } = failureOf(error);
    if (type === "StripePermissionError") return null;
    if (type === "StripeAuthenticationError")
      throw new WrongSettings("Stripe refuses STRIPE_SECRET_KEY. Set a valid key of the account, from its dashboard.", {
        cause: error,
      });
    throw error;
  }
}
