import { refusal } from "../../platform/refusal.ts";
import type { ProductOrder } from "./order.ts";

/** End of a page: the order of the list, and the last row's key in that order. */
export type Cursor = { readonly order: string; readonly key: string; readonly productId: number };

export function writeCursor({ order, key, productId }: Cursor): string {
  return Buffer.from(JSON.stringify([order, key, productId])).toString("base64url");
}

/**
 * Parses a cursor that `writeCursor` made for one of the orders, and returns it with its order. Throws COM_02 for any
 * other text.
 */
export function readCursor(
  text: string,
  orders: readonly ProductOrder[],
): { readonly order: ProductOrder; readonly cursor: Cursor } {
  const parts = partsOf(text);
  if (isCursor(parts)) {
    const [name, key, productId] = parts;
    const order = orders.find((one) => one.name === name && one.isKey(key));
    if (order) return { order, cursor: { order: name, key, productId } };
  }
  throw refusal("COM_02", "cursor", { message: "Invalid Data: the cursor belongs to another list" });
}

function isCursor(parts: unknown): parts is [string, string, number] {
  return (
    Array.isArray(parts) &&
    typeof parts[0] === "string" &&
    typeof parts[1] === "string" &&
    Number.isSafeInteger(parts[2])
  );
}

function partsOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    // Not a cursor of `writeCursor`: the caller refuses it.
    return undefined;
  }
}
