import { buyersNow, type ImportedBuyer } from "../../customers/index.ts";
import { importOrders, type ImportedOrder, type Terms } from "../../orders/index.ts";
import type { ImportOutcome } from "../../platform/database/import-outcome.ts";
import type { MoneyReport } from "../report.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { batches, judged, noteParents, rowsOf, type Judged, type Run } from "../loader.ts";
import type { Statuses } from "../statuses.ts";
import { grouped, type Group } from "./order-groups.ts";
import { lineOf, noteOf, orderOf, type ReadOrder } from "./parse-order.ts";

const ordersAtOnce = 500;

export type OrdersOptions = {
  readonly terms: Terms;
  readonly statuses: Statuses;
  /** Collects the numbers that occur in the column `status`. */
  readonly seen: Set<number>;
};

/** A parsed order, and the rows that it consists of. */
type Whole = {
  readonly row: LegacyRow;
  readonly parts: readonly LegacyRow[];
  readonly order: ReadOrder & Pick<ImportedOrder, "lines" | "notes">;
};

type Totals = { readonly subtotalCents: number; readonly totalCents: number };

/** Imports orders with their lines and their audit. */
export async function loadOrders(run: Run, options: OrdersOptions): Promise<void> {
  const streams = {
    orders: rowsOf(run, "orders"),
    lines: rowsOf(run, "order_detail"),
    audit: rowsOf(run, "audit"),
  };
  for await (const groups of batches(grouped(streams), ordersAtOnce)) {
    await takeBatch(run, options, groups);
    await run.books.write();
    run.progress("orders", run.report.tables.orders.read);
  }
}

async function takeBatch(run: Run, options: OrdersOptions, groups: readonly Group[]): Promise<void> {
  await noteParents(
    run,
    groups.flatMap(({ order }) => order ?? []),
  );
  for (const { order } of groups) {
    const status = order?.integer("status") ?? null;
    if (status !== null) options.seen.add(status);
  }
  const whole = groups.flatMap((group) => wholeOf(run, options.statuses, group));
  if (whole.length === 0) return;
  const buyers = await buyersNow(
    run.tx,
    whole.map(({ order }) => order.customerId),
  );
  const orders = whole.map(({ order }) => ({ ...order, ...personalOf(buyers.get(order.customerId), order) }));
  const taken = await importOrders(run.tx, orders, { ...options, now: run.now });
  for (const [n, { outcome, totals }] of taken.entries()) {
    const one = whole[n];
    if (!one) continue;
    if (outcome === "inserted") compare(run.report.money, one.order.recordedCents, totals);
    if (!one.order.recordedCents) one.row.mend("total_amount: nothing on record, calculated");
    await settle(run, one, outcome);
  }
}

/**
 * Parses an order with at least one valid line. Rejects any other order with all its rows, and returns an empty list.
 */
function wholeOf(run: Run, statuses: Statuses, { order: row, lines, audit }: Group): Whole[] {
  const parts = [...lines, ...audit];
  if (!row) {
    setAsideAll(run, parts, "its order does not exist");
    return [];
  }
  const [order] = judged(run, [row], orderOf(statuses, run.now));
  if (!order) {
    setAsideAll(run, parts, "its order was set aside");
    return [];
  }
  const goodLines = judged(run, lines, lineOf);
  if (goodLines.length === 0) {
    run.books.setAside(row, lines.length === 0 ? "it has no lines" : "none of its lines can be taken");
    setAsideAll(run, audit, "its order was set aside");
    return [];
  }
  const entries = judged(run, audit, noteOf(run.now));
  return [
    {
      row,
      parts: [...goodLines, ...entries].map((part) => part.row),
      order: { ...order.value, lines: valuesOf(goodLines), notes: [order.value.remark, ...valuesOf(entries)] },
    },
  ];
}

function setAsideAll({ books }: Run, rows: readonly LegacyRow[], reason: string): void {
  for (const row of rows) books.setAside(row, reason);
}

function valuesOf<Value>(read: readonly Judged<Value>[]): Value[] {
  return read.map(({ value }) => value);
}

/** Returns the delivery address and the notes of an order; both empty if the customer was erased here. */
function personalOf(
  buyer: ImportedBuyer | undefined,
  { notes }: Pick<ImportedOrder, "notes">,
): Pick<ImportedOrder, "shipTo" | "regionId" | "notes"> {
  if (!buyer) return { shipTo: {}, regionId: null, notes: notes.map((note) => ({ ...note, note: "" })) };
  const { shipping_region_id: regionId, ...shipTo } = buyer;
  return { shipTo, regionId, notes };
}

/** Compares the recorded amount with the calculated total. Corrects neither. */
function compare(money: MoneyReport, recordedCents: number | null, { subtotalCents, totalCents }: Totals): void {
  money.orders += 1;
  if (!recordedCents) {
    money.nothingOnRecord += 1;
    return;
  }
  money.recordedCents += recordedCents;
  money.calculatedCents += totalCents;
  if (recordedCents === totalCents) money.agree += 1;
  else if (recordedCents === subtotalCents) money.linesAlone += 1;
  else money.differ += 1;
}

async function settle({ books }: Run, { row, parts }: Whole, outcome: ImportOutcome): Promise<void> {
  await books.settle([{ row, outcome }]);
  if (outcome !== "id_conflict") return books.settle(parts.map((part) => ({ row: part, outcome })));
  for (const part of parts) books.setAside(part, "its order was set aside");
}
