import type { Charge } from "../schemas.ts";

/** What an order's payment is about; its attempts are counted, so that each may be asked for again. */
export type Purchase = {
  readonly orderId: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly description: string;
  readonly attempt: number;
};

/** What came of asking for money. */
export type Outcome =
  | { readonly status: "succeeded"; readonly charge: Charge }
  /** The card was refused; the reason is for the payer to read. */
  | { readonly status: "refused"; readonly reason: string }
  /** Nobody was charged, and it was not the card's fault. */
  | { readonly status: "failed"; readonly reason: string }
  /** No answer: the money may have moved or may yet move. */
  | { readonly status: "unknown"; readonly reason: string };

/** What came of asking for the money back. */
export type Returned = { readonly status: "returned" } | { readonly status: "refused"; readonly reason: string };

/** Something happened to the payment with this reference; what it is now, the provider is asked. */
export type ProviderEvent = { readonly id: string; readonly kind: string; readonly reference: string | undefined };

/**
 * Whoever moves the money. All attempts to pay an order run under one reference, which succeeds at most once: that no
 * order is charged twice holds at the provider, whatever happens here.
 */
export type Provider = {
  readonly name: "test" | "stripe";
  /** Opens a payment and answers its reference; charges nobody. Throws when the provider does not answer. */
  open(purchase: Purchase): Promise<string>;
  /** Asks for the money, once for each attempt, however often it is repeated. */
  charge(reference: string, purchase: Purchase & { readonly token: string }): Promise<Outcome>;
  /** How the payment stands now. Throws when the provider does not answer. */
  find(reference: string): Promise<Outcome>;
  /** Gives all the money back, once; "refused" says that none has gone back. Throws when that cannot be told. */
  refund(reference: string): Promise<Returned>;
  /** Reads an event that the provider signed within the last five minutes; undefined for any other text. */
  readEvent(body: Buffer, signature: string): ProviderEvent | undefined;
};
