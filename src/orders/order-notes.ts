import type { Database } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import type { OrderKey } from "./order-key.ts";
import * as queries from "./order-notes.queries.ts";
import { requireLocked } from "./states/change-status.ts";

/**
 * Adds a note to an order, of 1 to 5000 characters, which only the shop's people see; it is part of the customer's copy
 * of their data. Throws ORD_01 when there is no such order, COM_02 for a note of another length.
 */
export function addNote(db: Database, key: OrderKey, note: queries.NewNote): Promise<void> {
  return db.transaction(async (tx) => {
    await requireLocked(tx, key);
    await tx.first(queries.addNote(key, note), {
      order_note_content_check: refusal("COM_02", "note", {
        message: "Invalid Data: note must have 1 to 5000 characters",
      }),
    });
  });
}
