import type StripeClient from "stripe";
import { attemptsOfQuestion } from "./patience.ts";
import { PaymentNotOpened, type Outcome, type Provider, type ProviderEvent, type Purchase } from "./provider.ts";
import { learnAccount } from "./stripe-account.ts";
import { stripeAftermath } from "./stripe-aftermath.ts";
import { afterFailure, failureOf, idOf, outcomeOf, requireHere, verdictOf } from "./stripe-answers.ts";

export type StripeOptions = {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly apiBase: string;
  readonly timeoutMilliseconds: number;
};

/** Stripe's signature tolerance: an event signed longer ago may be a replay by an attacker. */
const oldestEventSeconds = 300;

const expand = ["latest_charge"];

/**
 * Opens the Stripe provider: each order has one PaymentIntent, which every attempt confirms again until it succeeds.
 */
export async function openStripe(options: StripeOptions): Promise<Provider> {
  const stripe = await connect(options);
  return {
    name: "stripe",
    account: learnAccount(stripe, options.secretKey),
    open: (purchase) => open(stripe, purchase),
    charge: (reference, purchase) => charge(stripe, reference, purchase),
    find: (reference) => find(stripe, reference),
    ...stripeAftermath(stripe),
    readEvent: (body, signature) => readSigned(stripe, body, signature, options.webhookSecret),
  };
}

function readSigned(
  stripe: StripeClient,
  body: Buffer,
  signature: string,
  webhookSecret: string,
): ProviderEvent | undefined {
  try {
    const event = stripe.webhooks.constructEvent(body, signature, webhookSecret, oldestEventSeconds);
    const about = event.data.object as {
      readonly object?: string;
      readonly id?: string;
      readonly payment_intent?: string | { id: string } | null;
    };
    const reference = about.object === "payment_intent" ? about.id : idOf(about.payment_intent);
    return { id: event.id, kind: event.type, reference: reference ?? undefined };
  } catch {
    return undefined;
  }
}

async function connect({ secretKey, apiBase, timeoutMilliseconds }: StripeOptions): Promise<StripeClient> {
  // Loaded only where it is used: it is larger than the rest of the shop together.
  const { default: Stripe } = await import("stripe");
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === "http:";
  return new Stripe(secretKey, {
    protocol: isPlain ? "http" : "https",
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    timeout: timeoutMilliseconds,
    maxNetworkRetries: attemptsOfQuestion - 1,
    telemetry: false,
  });
}

async function charge(
  stripe: StripeClient,
  reference: string,
  { token, attempt, description, until }: Parameters<Provider["charge"]>[1],
): Promise<Outcome> {
  const key = `${reference}-${attempt}`;
  let method: string;
  try {
    [method] = await Promise.all([
      methodOf(stripe, token, `${key}-card`),
      // An earlier attempt may be another payer's: replaces its description before the intent can succeed.
      attempt > 1 && stripe.paymentIntents.update(reference, { description }, { idempotencyKey: `${key}-words` }),
    ]);
  } catch (error) {
    const failure = failureOf(error);
    const outcome = afterFailure(failure);
    // Reading a card moves no money, so an unknown outcome means failure. What Stripe rejects here is the card.
    if (outcome.status === "unknown") return { status: "failed", reason: outcome.reason };
    return outcome.status === "failed" && outcome.verdict ? { status: "refused", reason: failure.message } : outcome;
  }
  if (Date.now() >= until) return { status: "failed", reason: "It took too long until the money could be asked for." };
  return confirm(stripe, reference, method, key);
}

/** Returns the id of a payment method. Newer forms send one (`pm_…`); from a card token one is created. */
async function methodOf(stripe: StripeClient, token: string, idempotencyKey: string): Promise<string> {
  if (token.startsWith("pm_")) return token;
  return (await stripe.paymentMethods.create({ type: "card", card: { token } }, { idempotencyKey })).id;
}

async function confirm(
  stripe: StripeClient,
  reference: string,
  payment_method: string,
  idempotencyKey: string,
): Promise<Outcome> {
  // The payer cannot authenticate with the bank here: a card that requires it is refused.
  const asked = { payment_method, error_on_requires_action: true, expand };
  try {
    return outcomeOf(await stripe.paymentIntents.confirm(reference, asked, { idempotencyKey }));
  } catch (error) {
    const failure = failureOf(error);
    requireHere(failure, error);
    if (failure.code !== "payment_intent_unexpected_state") return afterFailure(failure);
    // An earlier attempt whose response was lost may have succeeded.
    return find(stripe, reference).catch((lost: unknown) => ({ status: "unknown", reason: failureOf(lost).message }));
  }
}

async function find(stripe: StripeClient, reference: string): Promise<Outcome> {
  try {
    return outcomeOf(await stripe.paymentIntents.retrieve(reference, { expand }));
  } catch (error) {
    requireHere(failureOf(error), error);
    throw error;
  }
}

/**
 * Opens a PaymentIntent. Stripe's client library generates the idempotency key: a key made from the order number could
 * match another order that this account has seen under that number. An intent that was opened but not recorded is never
 * confirmed, so another one may be opened instead.
 */
async function open(stripe: StripeClient, { orderId, amountCents, currency, description }: Purchase): Promise<string> {
  const metadata = { order_id: String(orderId) };
  const asked = { amount: amountCents, currency, description, metadata, allowed_payment_method_types: ["card"] };
  try {
    return (await stripe.paymentIntents.create(asked)).id;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.type !== "StripeInvalidRequestError") throw error;
    throw new PaymentNotOpened(verdictOf(failure), failure.message, { cause: error });
  }
}
