import { isMoment, latestMoment, readCursor as read, writeCursor as write } from "../platform/http/cursor.ts";
import type { After } from "./read-orders.queries.ts";

/** Position at which the first page begins. */
export const beforeAll: After = { createdAt: new Date(latestMoment), orderId: Number.MAX_SAFE_INTEGER };

export function writeCursor({ createdAt, orderId }: After): string {
  return write([createdAt.getTime(), orderId]);
}

/** Reads a cursor that `writeCursor` made; anything else is refused. */
export function readCursor(text: string): After {
  const [createdAt, orderId] = read(text, isCursor);
  return { createdAt: new Date(createdAt), orderId };
}

function isCursor(parts: unknown): parts is [number, number] {
  return (
    Array.isArray(parts) &&
    parts.length === 2 &&
    isMoment(parts[0]) &&
    Number.isSafeInteger(parts[1]) &&
    Number(parts[1]) >= 0
  );
}
