import { resolveVariantsAmong } from "../cart/index.ts";
import { keyWithoutNote } from "../stock/index.ts";
import type { Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/import-outcome.ts";
import { placeholderRegion } from "../shipping/index.ts";
import { attentionOf, type Attention } from "./attention.ts";
import { totalsOf, type Totals } from "./placement/totals.ts";
import type { Status } from "./states/states.ts";
import * as queries from "./import-orders.queries.ts";

export type ImportedLine = Omit<queries.LineRow, "customer_id" | "order_id" | "line_number" | "variant_key">;
export type ImportedNote = Pick<queries.AuditRow, "by_whom" | "note" | "created_at">;

/** An imported order with its lines, and its audit entries in the order in which they were written. */
export type ImportedOrder = {
  readonly orderId: number;
  readonly customerId: number;
  readonly status: Status;
  /** Amount on record in the older shop; null when there is none. */
  readonly recordedCents: number | null;
  /** Null when none is on record. */
  readonly shippingId: number | null;
  readonly taxId: number | null;
  /** Recipient and address; empty when the customer has been erased. */
  readonly shipTo: Readonly<Record<string, string | null>>;
  /** Region of the customer. */
  readonly regionId: number | null;
  readonly createdAt: Date;
  readonly shippedAt: Date | null;
  readonly lines: readonly ImportedLine[];
  readonly notes: readonly ImportedNote[];
};

/** Shipping methods and taxes by id, as orders record them. */
export type Terms = {
  readonly shipping: ReadonlyMap<number, { readonly type: string; readonly cents: number; readonly regionId: number }>;
  readonly tax: ReadonlyMap<number, { readonly type: string; readonly basisPoints: number }>;
};

export type OrderImport = { readonly now: Date; readonly terms: Terms };

/** Result of importing an order, and its totals from lines, shipping and tax. */
export type OrderTaken = { readonly outcome: ImportOutcome; readonly totals: Totals };

/** Name of the shipping method and the tax of an order that has none on record; they cost nothing. */
const unrecorded = "none on record";

/**
 * Imports orders under their own numbers. They take nothing from stock. Their totals are calculated anew and stored
 * next to the amount on record.
 */
export async function importOrders(
  tx: Writer,
  orders: readonly ImportedOrder[],
  { now, terms }: OrderImport,
): Promise<OrderTaken[]> {
  const read = orders.map((order) => calculated(order, terms));
  const owners = orders.map(({ orderId, customerId }, n) => ({ n, order_id: orderId, customer_id: customerId }));
  const outcomes = new Map((await tx.all(queries.importOwners(owners))).map(({ n, outcome }) => [n, outcome]));
  const added = read.filter((_, n) => outcomes.get(n) === "inserted");
  if (added.length > 0) {
    const kept = added.map(({ order }) => order);
    await tx.all(queries.importOrders(added.map(rowOf), now));
    await tx.all(queries.importLines(await linesOf(tx, kept)));
    await tx.all(queries.importAudit(auditOf(kept)));
  }
  return read.map(({ totals }, n) => ({ outcome: outcomes.get(n) ?? "id_conflict", totals }));
}

function rowOf({ order, way, kind, totals }: ReturnType<typeof calculated>): queries.OrderRow {
  return {
    customer_id: order.customerId,
    order_id: order.orderId,
    status: order.status,
    subtotal_cents: totals.subtotalCents,
    shipping_cents: way.cents,
    tax_cents: totals.taxCents,
    total_cents: totals.totalCents,
    imported_total_cents: order.recordedCents,
    shipping_id: order.shippingId,
    shipping_type: way.type,
    tax_id: order.taxId,
    tax_type: kind.type,
    tax_basis_points: kind.basisPoints,
    ship_to: order.shipTo,
    attention: attentionOfOrder(order, way),
    created_at: order.createdAt,
    paid_at: isPaid(order.status) ? order.createdAt : null,
    shipped_at: order.shippedAt,
  };
}

function calculated(order: ImportedOrder, { shipping, tax }: Terms) {
  const way =
    order.shippingId === null ? { type: unrecorded, cents: 0, regionId: null } : shipping.get(order.shippingId);
  const kind = order.taxId === null ? { type: unrecorded, basisPoints: 0 } : tax.get(order.taxId);
  if (!way || !kind) throw new Error(`Order ${order.orderId} has no shipping or tax that is known.`);
  const totals = totalsOf(order.lines, { shippingCents: way.cents, taxBasisPoints: kind.basisPoints });
  return { order, way, kind, totals };
}

/**
 * Returns what a pending order lacks, by the rule for orders placed here. Returns nothing for other orders, because it
 * is unknown whether they still wait to be sent.
 */
function attentionOfOrder(
  { status, shipTo, regionId }: ImportedOrder,
  way: { readonly regionId: number | null },
): Attention[] {
  if (status !== "pending") return [];
  const { address_1 = null, city = null, country = null } = shipTo;
  const destination = { address_1, city, country, shipping_region_id: regionId ?? placeholderRegion };
  return attentionOf(destination, way.regionId ?? destination.shipping_region_id, "compatible");
}

/** Whether an order was paid. The time of its payment is not on record: the time of the order is used instead. */
function isPaid(status: Status): boolean {
  return status !== "pending" && status !== "cancelled";
}

async function linesOf(tx: Writer, orders: readonly ImportedOrder[]): Promise<queries.LineRow[]> {
  const resolveVariant = await resolveVariantsAmong(
    tx,
    orders.flatMap(({ lines }) => lines.map(({ product_id }) => product_id)),
  );
  return Promise.all(
    orders.flatMap(({ customerId, orderId, lines }) =>
      lines.map(async (line, index) => ({
        ...line,
        customer_id: customerId,
        order_id: orderId,
        line_number: index + 1,
        variant_key: keyWithoutNote(await resolveVariant(line.product_id, line.attributes)),
      })),
    ),
  );
}

function auditOf(orders: readonly ImportedOrder[]): queries.AuditRow[] {
  return orders.flatMap(({ customerId, orderId, status, notes }) =>
    notes.map((note, index) => ({ ...note, customer_id: customerId, order_id: orderId, entry: index + 1, status })),
  );
}
