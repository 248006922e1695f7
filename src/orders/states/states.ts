import { refusal, type Refusal } from "../../platform/refusal.ts";

/** Where an order may go from each state; from paid to cancelled only where nothing was to be paid. */
export const moves = {
  pending: ["paid", "cancelled"],
  paid: ["shipped", "refunded", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
  refunded: [],
} as const satisfies Record<string, readonly string[]>;

export type Status = keyof typeof moves;
export type Target = (typeof moves)[Status][number];

/** Money that was taken is given back, never cancelled. */
export const mayMove = (from: { readonly status: Status; readonly amount_cents: number }, to: Status): boolean =>
  (moves[from.status] as readonly Status[]).includes(to) &&
  (from.status !== "paid" || to !== "cancelled" || from.amount_cents === 0);

/** What a move that the table does not have is answered with. */
export const illegalMove = (from: Status, to: Status): Refusal =>
  refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: an order that is ${from} cannot become ${to}` });
