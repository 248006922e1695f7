import { refusal } from "../../platform/refusal.ts";

/** Where a page ended: the order it was in, and the last row's key in that order. */
export type Cursor = { readonly order: string; readonly key: string; readonly productId: number };

export const writeCursor = ({ order, key, productId }: Cursor): string =>
  Buffer.from(JSON.stringify([order, key, productId])).toString("base64url");

const isCursor = (parts: unknown): parts is [string, string, number] =>
  Array.isArray(parts) &&
  typeof parts[0] === "string" &&
  typeof parts[1] === "string" &&
  Number.isSafeInteger(parts[2]);

/** Reads a cursor that `writeCursor` made for the same order; anything else is refused. */
export const readCursor = (text: string, order: string, isKey: (text: string) => boolean): Cursor => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (isCursor(parts) && parts[0] === order && isKey(parts[1])) return { order, key: parts[1], productId: parts[2] };
  } catch {
    // Not of our making: refused below.
  }
  throw refusal("COM_02", "cursor", { message: "Invalid Data: the cursor belongs to another list" });
};
