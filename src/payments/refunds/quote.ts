import { shareOf, type OrderToRefund } from "../../orders/index.ts";
import { inCurrency } from "../../platform/money.ts";
import { refusal, type Refusal } from "../../platform/refusal.ts";

/** Options of a refund. Without any, everything that is left is refunded. */
export type RefundOptions = {
  readonly amountCents?: number;
  /** Line numbers of the order, from 1 on; without a quantity, all units of the line that are left. */
  readonly lines?: readonly { readonly lineNumber: number; readonly quantity?: number }[];
  readonly isWithShipping?: boolean;
  /** Whether units go back to stock. Default: those that were not sent. */
  readonly isRestocking?: boolean;
};

type LineUnits = { readonly line_number: number; readonly quantity: number };

/** What a refund gives back; of each line, `restock_units` go back to stock. */
export type Quote = {
  readonly amountCents: number;
  readonly isWithShipping: boolean;
  readonly isRestocking: boolean;
  readonly lines: readonly (LineUnits & { readonly restock_units: number })[];
};

/** Earlier refunds, requested ones included, and disputes. */
export type Before = {
  readonly refundedCents: number;
  /** Amount withdrawn by disputes. */
  readonly withdrawnCents: number;
  readonly isShippingBack: boolean;
  readonly lines: readonly LineUnits[];
};

/** Calculates a refund from the options and what went back before. Throws COM_02 when it exceeds what is left. */
export function quoteRefund(order: OrderToRefund, before: Before, options: RefundOptions): Quote {
  const leftCents = Math.max(0, order.amount_cents - before.refundedCents - before.withdrawnCents);
  const isWhole = options.amountCents === undefined && !options.lines && !options.isWithShipping;
  if (options.isWithShipping && before.isShippingBack) throw notRefundable("the shipping has gone back already");
  const units = isWhole ? everyLineLeft(order, before) : chosenLines(order, before, options);
  const lines = units.map((line) => ({ ...line, restock_units: restockUnits(order, before, line, options) }));
  const isWithShipping = isWhole ? !before.isShippingBack : (options.isWithShipping ?? false);
  const amountCents = options.amountCents ?? (isWhole ? leftCents : priceOf(order, before, lines, isWithShipping));
  requireMoney(order, amountCents, { leftCents, isDisputed: before.withdrawnCents > 0 });
  return { amountCents, lines, isWithShipping, isRestocking: options.isRestocking ?? order.status === "paid" };
}

export function notRefundable(why: string): Refusal {
  return refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: ${why}` });
}

/** Returns how many of a line's refunded units go back to stock: unless the options say, those that were not sent. */
function restockUnits(
  order: OrderToRefund,
  before: Before,
  { line_number, quantity }: LineUnits,
  { isRestocking }: RefundOptions,
): number {
  if (isRestocking !== undefined) return isRestocking ? quantity : 0;
  const line = order.lines.find((one) => one.line_number === line_number);
  if (!line || order.status !== "paid") return 0;
  return Math.min(quantity, Math.max(0, line.quantity - line.shipped_units - unitsBefore(before, line_number)));
}

function everyLineLeft(order: OrderToRefund, before: Before): LineUnits[] {
  return order.lines
    .map(({ line_number, quantity }) => ({ line_number, quantity: quantity - unitsBefore(before, line_number) }))
    .filter(({ quantity }) => quantity > 0);
}

function chosenLines(order: OrderToRefund, before: Before, options: RefundOptions): LineUnits[] {
  return (options.lines ?? []).map(({ lineNumber, quantity: wanted }) => {
    const line = order.lines.find(({ line_number }) => line_number === lineNumber);
    if (!line) throw notRefundable(`the order has no line ${lineNumber}`);
    const left = line.quantity - unitsBefore(before, lineNumber);
    const quantity = wanted ?? left;
    if (quantity > left || left === 0) throw notRefundable(`of line ${lineNumber} only ${left} are not refunded yet`);
    return { line_number: lineNumber, quantity };
  });
}

function unitsBefore({ lines }: Before, lineNumber: number): number {
  return lines.filter((line) => line.line_number === lineNumber).reduce((units, { quantity }) => units + quantity, 0);
}

/**
 * Returns the price of lines and shipping with their tax. The tax is rounded over all that has gone back so far, so
 * that refunds line by line add up to the order's total to the cent.
 */
function priceOf(order: OrderToRefund, before: Before, lines: readonly LineUnits[], isWithShipping: boolean): number {
  const costOf = (some: readonly LineUnits[]) =>
    some.reduce(
      (cents, { line_number, quantity }) =>
        cents + quantity * (order.lines.find((line) => line.line_number === line_number)?.unit_cost_cents ?? 0),
      0,
    );
  const costBefore = costOf(before.lines) + (before.isShippingBack ? order.shipping_cents : 0);
  const cost = costOf(lines) + (isWithShipping ? order.shipping_cents : 0);
  return withTax(costBefore + cost, order.tax_basis_points) - withTax(costBefore, order.tax_basis_points);
}

function withTax(cents: number, basisPoints: number): number {
  return cents + shareOf(cents, basisPoints);
}

function requireMoney(
  order: OrderToRefund,
  amountCents: number,
  { leftCents, isDisputed }: { leftCents: number; isDisputed: boolean },
): void {
  if (amountCents > 0 && amountCents <= leftCents) return;
  const left = inCurrency(leftCents, order.currency);
  if (leftCents === 0)
    throw notRefundable(
      `all that was paid for the order has gone back${isDisputed ? ", was taken by a dispute" : ""}, or is on its way`,
    );
  throw notRefundable(`${inCurrency(amountCents, order.currency)} cannot go back: ${left} is left of what was paid`);
}
