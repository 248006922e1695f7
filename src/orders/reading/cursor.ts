import { refusal } from "../../platform/refusal.ts";
import type { After } from "./queries.ts";

export const writeCursor = ({ createdAt, orderId }: After): string =>
  Buffer.from(JSON.stringify([createdAt.getTime(), orderId])).toString("base64url");

/** The end of the year 9999: the last that every program writes with four digits. */
const latest = Date.UTC(10_000, 0) - 1;

/** Where the first page begins. */
export const beforeAll: After = { createdAt: new Date(latest), orderId: Number.MAX_SAFE_INTEGER };

const isCursor = (parts: unknown): parts is [number, number] =>
  Array.isArray(parts) &&
  parts.length === 2 &&
  parts.every((part) => Number.isSafeInteger(part) && part >= 0) &&
  parts[0] <= latest;

/** Reads a cursor that `writeCursor` made; anything else is refused. */
export const readCursor = (text: string): After => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (isCursor(parts)) return { createdAt: new Date(parts[0]), orderId: parts[1] };
  } catch {
    // Not of our making: refused below.
  }
  throw refusal("COM_02", "cursor", { message: "Invalid Data: the cursor belongs to another list" });
};
