import { refusal, type Refusal } from "../../platform/refusal.ts";

/** Statuses that an order may move to, by status; from paid to cancelled only when the shop has no money of it. */
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
type Standing = Money & { readonly status: Status; readonly shipment_count: number };

/** Throws COM_02 (409) when the order may not make this move. */
export function requireMayMove(from: Standing, to: Status): void {
  if (!mayMove(from, to)) throw illegalMove(from.status, to);
  if (from.shipment_count > 0 && (to === "cancelled" || to === "refunded"))
    throw refusal("COM_02", "order_id", {
      status: 409,
      message: `Invalid Data: an order of which a part was sent cannot become ${to}`,
    });
}

/** Refusal of a move that is not allowed. */
export function illegalMove(from: Status, to: Status): Refusal {
  return refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: an order that is ${from} cannot become ${to}`,
  });
}

/**
 * Whether the shop has no money of the order: it cost nothing, or what was paid has been refunded or lost in a dispute.
 */
export function isMoneyless({ amount_cents, refunded_cents, lost_cents }: Money): boolean {
  return refunded_cents + lost_cents >= amount_cents;
}

/** Whether the order may make this move. An order of which the shop has money is refunded, never cancelled. */
function mayMove(from: Money & { readonly status: Status }, to: Status): boolean {
  return (
    (moves[from.status] as readonly Status[]).includes(to) &&
    (from.status !== "paid" || to !== "cancelled" || isMoneyless(from))
  );
}
