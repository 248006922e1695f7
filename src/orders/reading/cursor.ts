import { isMoment, latestMoment, readCursor as read, writeCursor as write } from "../../platform/http/cursor.ts";
import type { After } from "./queries.ts";

export const writeCursor = ({ createdAt, orderId }: After): string => write([createdAt.getTime(), orderId]);

/** Where the first page begins. */
export const beforeAll: After = { createdAt: new Date(latestMoment), orderId: Number.MAX_SAFE_INTEGER };

const isCursor = (parts: unknown): parts is [number, number] =>
  Array.isArray(parts) &&
  parts.length === 2 &&
  isMoment(parts[0]) &&
  Number.isSafeInteger(parts[1]) &&
  Number(parts[1]) >= 0;

/** Reads a cursor that `writeCursor` made; anything else is refused. */
export const readCursor = (text: string): After => {
  const [createdAt, orderId] = read(text, isCursor);
  return { createdAt: new Date(createdAt), orderId };
};
