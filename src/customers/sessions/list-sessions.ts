import { isMoment, latestMoment, readCursor, writeCursor } from "../../platform/http/cursor.ts";
import type { Identity } from "../../platform/http/identity.ts";
import * as queries from "./sessions.queries.ts";
import type { SessionDependencies } from "./sessions.ts";

export type PageOfSessions = { readonly limit: number; readonly cursor?: string | undefined };

/** Cursor of the first page. */
const beforeAll: queries.After = { usedAt: new Date(latestMoment), sessionId: "" };

/** Returns a page of live sessions, most recently used first, and the cursor of the next page if there is one. */
export async function pageOfSessions(
  { db, sessionLifetimeSeconds }: SessionDependencies,
  { customerId, sessionId }: Identity,
  { limit, cursor }: PageOfSessions,
) {
  const now = new Date();
  const bornAfter = new Date(now.getTime() - sessionLifetimeSeconds * 1000);
  const after = cursor === undefined ? beforeAll : readAfter(cursor);
  const rows = await db.all(queries.liveSessions({ customerId, now, bornAfter, limit: limit + 1 }, after));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    sessions: rows.slice(0, limit).map((row) => ({
      session_id: row.session_id,
      device: row.device,
      address: row.address,
      created_on: row.created_at.toISOString(),
      last_used_on: row.last_used_at.toISOString(),
      is_current: row.session_id === sessionId,
    })),
    next: last && writeCursor([last.last_used_at.getTime(), last.session_id]),
  };
}

function readAfter(cursor: string): queries.After {
  const [usedAt, sessionId] = readCursor(cursor, isCursor);
  return { usedAt: new Date(usedAt), sessionId };
}

function isCursor(parts: unknown): parts is [number, string] {
  return (
    Array.isArray(parts) &&
    parts.length === 2 &&
    isMoment(parts[0]) &&
    typeof parts[1] === "string" &&
    /^[\w-]{1,64}$/.test(parts[1])
  );
}
