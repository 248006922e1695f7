import { refusal, type Refusal } from "../../platform/refusal.ts";

/** Where an order may go from each state; from paid to cancelled only where the shop has no money of it. */
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

type Money = { readonly amount_cents: number; readonly refunded_cents: number; readonly lost_cents: number };

/** Refuses a move that the order may not make. */
export function requireMayMove(from: Money & { readonly status: Status }, to: Status): void {
  if (!mayMove(from, to)) throw illegalMove(from.status, to);
}

/** What a move that the table does not have is answered with. */
export function illegalMove(from: Status, to: Status): Refusal {
  return refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: an order that is ${from} cannot become ${to}`,
  });
}

/** Has the shop no money of the order: for nothing was to be paid, or what was paid has gone back or was lost? */
export function isMoneyless({ amount_cents, refunded_cents, lost_cents }: Money): boolean {
  return refunded_cents + lost_cents >= amount_cents;
}

/** Money that the shop has is given back, never cancelled. */
function mayMove(from: Money & { readonly status: Status }, to: Status): boolean {
  return (
    (moves[from.status] as readonly Status[]).includes(to) &&
    (from.status !== "paid" || to !== "cancelled" || isMoneyless(from))
  );
}
