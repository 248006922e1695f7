import { json, moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Charge } from "../schemas.ts";

export const paymentsOf = (customerId: number) => reads(
  row({
    order_id: whole,
    provider: text,
    amount_cents: whole,
    currency: text,
    charge: orNull(json(Charge)),
    created_at: moment,
    succeeded_at: orNull(moment),
    refunded_at: orNull(moment),
  }),
)`
  select order_id, provider, amount_cents, currency, charge, created_at, succeeded_at, refunded_at from payment
  where customer_id = ${customerId} order by created_at desc, order_id desc`;

/** That something was paid stays, as the law asks; with which card, and in which words, goes. */
export const forgetCards = (customerId: number) => writes(row({}))`
  update payment set charge = charge - 'payment_method_details' - 'receipt_url' || '{"description": null, "payment_method": null}'
  where customer_id = ${customerId} and charge is not null`;
