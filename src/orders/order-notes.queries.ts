import type { Static } from "typebox";
import { integer, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";

const NoteRow = row({ order_id: integer, note: integer, content: text, by_whom: text, created_at: timestamp });
export type NoteRow = Static<typeof NoteRow>;

export type NewNote = { readonly content: string; readonly byWhom: string; readonly now: Date };

/** Selects the notes of a customer's orders, the oldest first. */
export function notesOf(customerId: number, orderIds: readonly number[]) {
  return reads(NoteRow)`
  select order_id, note, content, by_whom, created_at from order_note
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, note`;
}

/** Adds the next note of an order that this transaction has locked. */
export function addNote({ customerId, orderId }: OrderKey, { content, byWhom, now }: NewNote) {
  return writes(NoteRow)`
  insert into order_note (customer_id, order_id, note, content, by_whom, created_at)
  values (${customerId}, ${orderId},
    (select coalesce(max(note), 0) + 1 from order_note where customer_id = ${customerId} and order_id = ${orderId}),
    ${content}, ${byWhom}, ${now})
  returning order_id, note, content, by_whom, created_at`;
}

export function eraseNotes(customerId: number) {
  return writes(row({}))`
  delete from order_note where customer_id = ${customerId}`;
}
