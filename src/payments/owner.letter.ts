import type { Letter } from "../platform/mail/letter.ts";
import { inCurrency } from "../platform/money.ts";

/** Notification to the shop's owner. `reference` is the provider's id; `reason` is in the provider's words. */
export type OwnerNews = {
  readonly kind: keyof typeof sentences;
  readonly orderId: number;
  readonly amountCents: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly reason: string | null;
};

const sentences = {
  "dispute-opened": "A buyer's bank asks a payment back. Answer at the provider: what is not answered in time is lost.",
  "dispute-won": "A dispute was won: the money stays with the shop.",
  "dispute-lost": "A dispute was lost: the money has gone back to the buyer.",
  "refund-failed": "A refund failed: the buyer has not got the money, which is with the shop again.",
  "refund-refused": "The provider does not give money back that the shop owes. It is asked again by itself.",
  "refund-elsewhere": "Money of an order that is paid and not sent was given back at the provider, not by the shop.",
} as const;

/** Composes the mail of a notification to the owner. */
export function ownerLetter(ownerEmail: string, news: OwnerNews): Letter {
  return {
    to: { name: "", address: ownerEmail },
    subject: `Order ${news.orderId}: ${news.kind.replace("-", " ")}`,
    parts: [
      { text: sentenceOf(news) },
      {
        rows: [
          ["Order", String(news.orderId)],
          ["Amount", inCurrency(news.amountCents, news.currency)],
          ...(news.reference === null ? [] : [["The provider's number", news.reference] as const]),
          ...(news.reason === null ? [] : [["The provider's words", news.reason] as const]),
        ],
      },
    ],
  };
}

/** Returns what happened in one sentence, without order and amount. */
export function sentenceOf({ kind }: OwnerNews): string {
  return sentences[kind];
}
