import type { Charge } from "../schemas.ts";

/** Data of an order's payment. `attempt` numbers the attempts, so that each can be retried idempotently. */
export type Purchase = {
  readonly orderId: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly description: string;
  readonly attempt: number;
};

/** Account and mode at the provider that an API key belongs to. Null: the provider does not say. */
export type Account = {
  readonly provider: "test" | "stripe";
  readonly account: string | null;
  readonly isLive: boolean | null;
};

/**
 * Why a payment cannot succeed as it is. `cancelled`: it can never succeed, so another may be opened instead;
 * `elsewhere`: it was begun at another account; `rejected`: for a reason that the shop's owner has to look at.
 */
export type Verdict = "too_small" | "too_large" | "currency" | "cancelled" | "elsewhere" | "rejected";

/** Outcome of a request for money. */
export type Outcome =
  | { readonly status: "succeeded"; readonly charge: Charge }
  /** The card was refused; the reason is for the payer to read. */
  | { readonly status: "refused"; readonly reason: string }
  /** No money moved, and not because of the card; without a verdict it may be tried again. */
  | { readonly status: "failed"; readonly reason: string; readonly verdict?: Verdict }
  /** No response: the money may have moved or may yet move. */
  | { readonly status: "unknown"; readonly reason: string };

/** Status of a refund that the provider accepted. */
export type RefundStatus = "pending" | "requires_action" | "succeeded" | "failed" | "canceled";

/** Refund as the provider lists it. */
export type ProviderRefund = {
  readonly reference: string;
  readonly amountCents: number;
  readonly status: RefundStatus;
  /** Why it is pending or failed. */
  readonly reason: string | null;
  /** Number of the order's refund that requested it; null when it was made at the provider. */
  readonly number: number | null;
  readonly createdAt: Date;
};

/** Dispute: the customer's bank reclaims a payment. */
export type ProviderDispute = {
  readonly reference: string;
  readonly status: "open" | "won" | "lost" | "closed";
  readonly providerStatus: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly reason: string;
  readonly isWithdrawn: boolean;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
};

/** Refunds and disputes of a payment that succeeded. */
export type Aftermath = { readonly refunds: readonly ProviderRefund[]; readonly disputes: readonly ProviderDispute[] };

/** Request for a refund; `number` is its number among the order's refunds. */
export type AskedRefund = { readonly orderId: number; readonly number: number; readonly amountCents: number };

/** Result of a request for a refund. `refused`: the provider did not accept it. */
export type RefundAnswer =
  | { readonly status: "made"; readonly refund: ProviderRefund }
  | { readonly status: "refused"; readonly reason: string };

/** Webhook event: the payment with this reference changed. Its current state is read from the provider. */
export type ProviderEvent = { readonly id: string; readonly kind: string; readonly reference: string | undefined };

/**
 * Thrown when the provider does not know the payment at this account, or it was begun at another one: this server
 * cannot tell whether it was paid.
 */
export class PaymentElsewhere extends Error {}

/** Thrown when a payment cannot be opened. */
export class PaymentNotOpened extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.verdict = verdict;
  }
}

/**
 * A payment provider. All attempts to pay an order share one reference, which succeeds at most once: the provider
 * itself guarantees that no order is charged twice, whatever happens here.
 */
export type Provider = {
  readonly name: "test" | "stripe";
  /** Returns the account of this server's key. Throws when the provider does not respond. */
  account(): Promise<Account>;
  /**
   * Opens a payment and returns its reference; moves no money. Throws PaymentNotOpened, or when the provider does not
   * respond.
   */
  open(purchase: Purchase): Promise<string>;
  /**
   * Requests the money, once per attempt, however often it is repeated. From `until` on it requests nothing, because
   * the response could come after others have stopped waiting for it. Throws PaymentElsewhere.
   */
  charge(reference: string, purchase: Purchase & { readonly token: string; readonly until: number }): Promise<Outcome>;
  /** Returns the payment's current outcome. Throws PaymentElsewhere, or when the provider does not respond. */
  find(reference: string): Promise<Outcome>;
  /**
   * Refunds money of the payment, once per refund number, however often it is repeated. Throws PaymentElsewhere, or
   * when the result is unknown.
   */
  refund(reference: string, asked: AskedRefund): Promise<RefundAnswer>;
  /**
   * Returns the payment's current refunds and disputes. Throws PaymentElsewhere, or when the provider does not respond.
   */
  aftermathOf(reference: string): Promise<Aftermath>;
  /** Reads an event that the provider signed within the last five minutes; undefined for any other body. */
  readEvent(body: Buffer, signature: string): ProviderEvent | undefined;
};
