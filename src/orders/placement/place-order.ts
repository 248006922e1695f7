import { cartRow, lockCart, removeOrdered, type OrderedLine } from "../../cart/index.ts";
import { trackedAmong, decrementStock, type TrackedLines } from "../../stock/index.ts";
import { buyerWithin } from "../../customers/index.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { twoDecimals } from "../../platform/money.ts";
import { hashOfRequest } from "../../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../../platform/idempotency/run-idempotently.ts";
import { refusal } from "../../platform/refusal.ts";
import { attentionOf, type Checkout } from "../attention.ts";
import { recordPayment } from "../payment.ts";
import { requireLocked } from "../states/change-status.ts";
import { reservedUnits, countOrder, countReservedUnits, tooMuchPending, type PendingLimits } from "./pending-limits.ts";
import * as queries from "./place-order.queries.ts";
import { totalsOf, type Totals } from "./totals.ts";

/** Idempotency key and network address of a request. */
type Asker = { readonly key: string | undefined; readonly address: string };

export type PlacingDependencies = {
  readonly db: Database;
  readonly checkout: Checkout;
  readonly pending: PendingLimits;
};

/**
 * A customer's order: the cart's lines, the shipping method and the tax. With `expectedCents`, it is refused when the
 * total differs from the one that the buyer saw.
 */
export type OrderOptions = {
  readonly customerId: number;
  readonly cartId: string;
  readonly shippingId: number;
  readonly taxId: number;
  readonly expectedCents?: number;
};

const route = "POST /orders";

/** Places an order of the lines in a cart; with an idempotency key, once per key. Returns the order's number. */
export async function placeOrder(
  dependencies: PlacingDependencies,
  options: OrderOptions,
  { key, address }: Asker,
): Promise<IdempotentResult<number>> {
  const { db } = dependencies;
  const { customerId, ...asked } = options;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest(asked) };
  return runIdempotentlyIfKeyed(db, keyed, (tx) => place(tx, dependencies, options, address), [cartRow(options)]);
}

/**
 * Lock order: the customer, the cart, the customer's count of orders, stock in ascending order, then the network's
 * count. Stock is decremented last but for that count, in the same message as the commit, so that buyers of one product
 * wait for one another no longer than they must. Three round trips: read what there is; read which of it has tracked
 * stock; write everything.
 */
async function place(
  tx: Writer,
  { checkout, pending }: PlacingDependencies,
  options: OrderOptions,
  address: string,
): Promise<number> {
  const { customerId, cartId } = options;
  const [terms, buyer, lines] = await Promise.all([
    termsFor(tx, options),
    buyerWithin(tx, customerId),
    lockCart(tx, cartId, customerId),
  ]);
  const attention = attentionOf(buyer, terms.shippingRegionId, checkout);
  if (lines.length === 0) throw refusal("CAR_02", "cart_id");
  const totals = totalsOf(lines, terms);
  requireExpected(totals, options);
  const [counted, orderId] = await Promise.all([trackedAmong(tx, lines), newNumber(tx)]);
  const { shipping_region_id: _, is_proven: isProven, ...shipTo } = buyer;
  const limit = isProven ? pending.proven : pending.unproven;
  const units = reservedUnits(counted);
  const held = { mostOrders: limit.orders, mostUnits: limit.units, reservedUnits: units };
  const now = new Date();
  const key = { customerId, orderId };
  const order = { ...options, orderId, ...terms, ...totals, shipTo, attention, now, ...held };
  tx.send(queries.addOrder(order), {
    pending_orders_are_few_check: (detail) => tooMuchPending(limit, isProven, detail),
  });
  countOrder(tx, customerId, pending);
  tx.send(queries.addOwner(key));
  removeOrdered(
    tx,
    cartId,
    lines.map(({ item_id }) => item_id),
  );
  tx.send(queries.addLines(frozen(key, lines, counted)));
  const by = { byWhom: "shop", note: "There was nothing to pay", now };
  if (totals.totalCents === 0) await recordPayment(tx, key, await requireLocked(tx, key), by);
  decrementStock(tx, counted);
  if (!isProven) countReservedUnits(tx, address, units, pending);
  return orderId;
}

async function termsFor(tx: Writer, options: OrderOptions) {
  const found = await tx.first(queries.termsOf(options));
  if (!found) throw new Error("A choice of terms is always answered.");
  const { shipping_type, shipping_cost_cents, shipping_region_id, tax_type, tax_basis_points, tax_region_id } = found;
  if (shipping_type === null || shipping_cost_cents === null || shipping_region_id === null)
    throw refusal("SHP_02", "shipping_id");
  if (tax_type === null || tax_basis_points === null) throw refusal("TAX_01", "tax_id");
  // The region is the shipping method's, not the address's: the parcel goes there, it is known before there is an
  // address, and an address that is completed later lies there.
  if (tax_region_id !== null && tax_region_id !== shipping_region_id)
    throw refusal("TAX_01", "tax_id", { message: "Don't exist tax with this ID in the region of the shipping" });
  return {
    shippingType: shipping_type,
    shippingCents: shipping_cost_cents,
    shippingRegionId: shipping_region_id,
    taxType: tax_type,
    taxBasisPoints: tax_basis_points,
  };
}

/**
 * Throws COM_02 (409) when the total differs from `expectedCents`: prices may have changed since the buyer saw them.
 */
function requireExpected({ totalCents }: Totals, { expectedCents = totalCents }: OrderOptions): void {
  if (expectedCents === totalCents) return;
  const [total, expected] = [totalCents, expectedCents].map(twoDecimals);
  throw refusal("COM_02", "expected_total", {
    status: 409,
    message: `Invalid Data: the order comes to ${total}, not ${expected}; nothing was ordered`,
  });
}

/**
 * Draws an order number. Called after the checks of the request, the cart and the total, because a drawn number is used
 * up even when the transaction fails.
 */
async function newNumber(tx: Writer): Promise<number> {
  const drawn = await tx.first(queries.nextOrderNumber());
  if (!drawn) throw new Error("The database numbers no orders.");
  return drawn.order_id;
}

function frozen(
  { customerId, orderId }: { customerId: number; orderId: number },
  lines: readonly OrderedLine[],
  counted: TrackedLines<OrderedLine>,
) {
  return lines.map((line, index) => ({
    customerId,
    orderId,
    lineNumber: index + 1,
    productId: line.product_id,
    productName: line.product_name,
    attributes: line.attributes,
    variantKey: line.variant_key,
    quantity: line.quantity,
    unitCostCents: line.unit_cost_cents,
    isCounted: (counted.get(line) ?? 0) > 0,
  }));
}
