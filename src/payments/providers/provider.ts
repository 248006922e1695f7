import type { Charge } from "../schemas.ts";

/** What an order's payment is about; its attempts are counted, so that each may be asked for again. */
export type Purchase = {
  readonly orderId: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly description: string;
  readonly attempt: number;
};

/** Whose a key is: an account at the provider, in one mode. Null is what the provider does not tell. */
export type Account = {
  readonly provider: "test" | "stripe";
  readonly account: string | null;
  readonly isLive: boolean | null;
};

/**
 * Why a payment cannot be asked for again as it is. `cancelled`: it never takes money any more, so another may be opened
 * instead; `elsewhere`: it was begun at another account; `rejected`: for a reason that the shop's owner has to look at.
 */
export type Verdict = "too_small" | "too_large" | "currency" | "cancelled" | "elsewhere" | "rejected";

/** What came of asking for money. */
export type Outcome =
  | { readonly status: "succeeded"; readonly charge: Charge }
  /** The card was refused; the reason is for the payer to read. */
  | { readonly status: "refused"; readonly reason: string }
  /** Nobody was charged, and it was not the card's fault; without a verdict it may be tried again. */
  | { readonly status: "failed"; readonly reason: string; readonly verdict?: Verdict }
  /** No answer: the money may have moved or may yet move. */
  | { readonly status: "unknown"; readonly reason: string };

/** What a provider says of a refund that it took on. */
export type RefundStatus = "pending" | "requires_action" | "succeeded" | "failed" | "canceled";

/** Money that goes back, as the provider has it. */
export type ProviderRefund = {
  readonly reference: string;
  readonly amountCents: number;
  readonly status: RefundStatus;
  /** Why it waits or failed. */
  readonly reason: string | null;
  /** Which of the order's refunds asked for it; null when it was made at the provider. */
  readonly number: number | null;
  readonly createdAt: Date;
};

/** A payment that the buyer's bank asks back. */
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

/** What came of a payment after it had succeeded. */
export type Aftermath = { readonly refunds: readonly ProviderRefund[]; readonly disputes: readonly ProviderDispute[] };

/** A refund of an order, by its number among the order's refunds. */
export type AskedRefund = { readonly orderId: number; readonly number: number; readonly amountCents: number };

/** What came of asking for money back; "refused" says that the provider took nothing on. */
export type RefundAnswer =
  | { readonly status: "made"; readonly refund: ProviderRefund }
  | { readonly status: "refused"; readonly reason: string };

/** Something happened to the payment with this reference; what it is now, the provider is asked. */
export type ProviderEvent = { readonly id: string; readonly kind: string; readonly reference: string | undefined };

/** The provider does not know the payment at this account, or it was begun at another: whether it was paid, nobody here can tell. */
export class PaymentElsewhere extends Error {}

/** The provider does not open such a payment. */
export class PaymentNotOpened extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.verdict = verdict;
  }
}

/**
 * Whoever moves the money. All attempts to pay an order run under one reference, which succeeds at most once: that no
 * order is charged twice holds at the provider, whatever happens here.
 */
export type Provider = {
  readonly name: "test" | "stripe";
  /** Whose money this moves. Throws when the provider does not answer. */
  account(): Promise<Account>;
  /** Opens a payment and answers its reference; charges nobody. Throws when the provider does not answer, or PaymentNotOpened. */
  open(purchase: Purchase): Promise<string>;
  /**
   * Asks for the money, once for each attempt, however often it is repeated; not at all from `until` on, when its answer
   * might come after others stopped waiting for it. Throws PaymentElsewhere.
   */
  charge(reference: string, purchase: Purchase & { readonly token: string; readonly until: number }): Promise<Outcome>;
  /** How the payment stands now. Throws when the provider does not answer, or PaymentElsewhere. */
  find(reference: string): Promise<Outcome>;
  /** Gives money of the payment back, once for each number, however often it is repeated. Throws when it cannot be told. */
  refund(reference: string, asked: AskedRefund): Promise<RefundAnswer>;
  /** How the payment's refunds and disputes stand now. Throws when the provider does not answer. */
  aftermathOf(reference: string): Promise<Aftermath>;
  /** Reads an event that the provider signed within the last five minutes; undefined for any other text. */
  readEvent(body: Buffer, signature: string): ProviderEvent | undefined;
};
