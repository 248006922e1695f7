import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../../platform/jobs/subject.ts";

/** Name of the job that mails a change of an order. */
export const newsTask = "mail-order-news";

type Units = { readonly line_number: number; readonly quantity: number };

/** A change of an order, as its buyer gets it by mail. */
export type News =
  /**
   * `lines`: the units in the parcel, all that were not refunded in jobs that an older version of the shop enqueued.
   * `rest`: units that are still to be sent. `unsent`: units that were refunded before and are not sent.
   */
  | {
      readonly became: "shipped";
      readonly lines?: readonly Units[];
      readonly rest?: readonly Units[];
      readonly unsent: readonly Units[];
      readonly carrier?: string | undefined;
      readonly trackingNumber?: string | undefined;
    }
  /** Cancelled by the shop: not paid in time, payment lost in a dispute, or for a reason of its own. */
  | { readonly became: "cancelled"; readonly because: "unpaid" | "disputed" | "shop" }
  /** The address was changed after the payment. */
  | { readonly became: "readdressed" }
  /**
   * `lines`: the units that were refunded, if the refund was requested by line. `backCents`: all that was refunded by
   * then, this refund included; missing in jobs that an older version of the shop enqueued, like `isWithShipping`.
   */
  | {
      readonly became: "refunded";
      readonly amountCents: number;
      readonly backCents?: number;
      readonly isWithShipping?: boolean;
      readonly lines: readonly Units[];
    };

type Key = { readonly customerId: number; readonly orderId: number };
export type NewsPayload = Key & { readonly news: News };

/**
 * Enqueues the mail; in the transaction of the change, so that it is sent only once that commits:
 * `tx.send(mailNews(key, news))`.
 */
export function mailNews({ customerId, orderId }: Key, news: News) {
  return enqueue(newsTask, { customerId, orderId, news } satisfies NewsPayload, { subject: aboutCustomer(customerId) });
}
