import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../../platform/jobs/subject.ts";

/** The job that mails what became of an order. */
export const newsTask = "mail-order-news";

type Units = { readonly line_number: number; readonly quantity: number };

/** What became of an order, as its buyer is told. */
export type News =
  /** Without these units of its lines, which were refunded before. */
  | { readonly became: "shipped"; readonly unsent: readonly Units[] }
  /** By the shop, because it was not paid in time, because its payment was lost, or for a reason of its own. */
  | { readonly became: "cancelled"; readonly because: "unpaid" | "disputed" | "shop" }
  /** Sent to another address, after it was paid. */
  | { readonly became: "readdressed" }
  /** So much went back, for these units if it was asked for by line. */
  | { readonly became: "refunded"; readonly amountCents: number; readonly lines: readonly Units[] };

type Key = { readonly customerId: number; readonly orderId: number };
export type NewsPayload = Key & { readonly news: News };

/** Mails the news once the transaction is committed that it is of: `tx.send(mailNews(key, news))`. */
export function mailNews({ customerId, orderId }: Key, news: News) {
  return enqueue(newsTask, { customerId, orderId, news } satisfies NewsPayload, { subject: aboutCustomer(customerId) });
}
