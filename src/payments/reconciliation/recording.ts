import type { LockedOrder } from "../../orders/index.ts";
import type { Writer } from "../../platform/database/database.ts";
import type { OrderKey, PaymentNow } from "../payments.queries.ts";

/** What recording a payment's refunds and disputes needs, within a transaction that has locked the order. */
export type Recording = {
  readonly tx: Writer;
  readonly key: OrderKey;
  readonly order: LockedOrder;
  readonly payment: PaymentNow;
  readonly now: Date;
};
