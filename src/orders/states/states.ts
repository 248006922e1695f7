import { refusal, type Refusal } from "../../platform/refusal.ts";

/** Where an order may go from each state. */
export const moves = {
  pending: ["paid", "cancelled"],
  paid: ["shipped", "refunded"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
  refunded: [],
} as const satisfies Record<string, readonly string[]>;

export type Status = keyof typeof moves;
export type Target = (typeof moves)[Status][number];

export const mayMove = (from: Status, to: Status): boolean => (moves[from] as readonly Status[]).includes(to);

/** What a move that the table does not have is answered with. */
export const illegalMove = (from: Status, to: Status): Refusal =>
  refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: an order that is ${from} cannot become ${to}` });
