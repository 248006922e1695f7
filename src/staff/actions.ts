import type { Database, Writer } from "../platform/database/database.ts";
import { readNumberCursor, writeCursor } from "../platform/http/cursor.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./actions.queries.ts";
import type { Actor } from "./actor.ts";

/** What was done to what: `staff.changed`, `staff 3`. Neither state may hold a secret. */
export type Action = {
  readonly act: string;
  readonly subject: string;
  readonly before?: object;
  readonly after?: object;
};

export type ActionQuery = {
  readonly staff_id?: number;
  readonly act?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit: number;
  readonly cursor?: string;
};

type ActionRow = Awaited<ReturnType<typeof rowsOf>>[number];

/** Records an action in the transaction that does it: both are committed, or neither. */
export function recordAction(tx: Writer, { staffId, keyId, who, address, device }: Actor, action: Action): void {
  const { act, subject, before, after } = action;
  tx.send(
    queries.addAction({
      staffId,
      keyId,
      who,
      address,
      device,
      act,
      subject,
      before: before ? JSON.stringify(before) : null,
      after: after ? JSON.stringify(after) : null,
      now: new Date(),
    }),
  );
}

/** Returns a page of actions, the newest first, and the cursor of the next page if there is one. */
export async function listActions(db: Database, { limit, cursor, ...wanted }: ActionQuery) {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
  const filter = {
    staffId: wanted.staff_id ?? null,
    act: wanted.act ?? null,
    subject: wanted.subject ?? null,
    from: timeOf(wanted.from, "from"),
    until: timeOf(wanted.until, "until"),
  };
  const rows = await rowsOf(db, filter, before, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { actions: rows.slice(0, limit).map(shownAction), next: last && writeCursor([last.action_id]) };
}

function rowsOf(db: Database, filter: queries.ActionFilter, before: number, limit: number) {
  return db.all(queries.actions(filter, before, limit));
}

function shownAction({ action_id, at, before, after, ...one }: ActionRow) {
  return { action_id, at: at.toISOString(), ...one, before, after };
}

function timeOf(text: string | undefined, field: string): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw refusal("COM_02", field, { message: `Invalid Data: ${field} is no time` });
  return time;
}
