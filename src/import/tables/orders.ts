import { buyersNow, type ImportedBuyer } from "../../customers/index.ts";
import { importOrders, type ImportedOrder, type Terms } from "../../orders/index.ts";
import type { ImportOutcome } from "../../platform/database/fate.ts";
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
  /** Collects the numbers that stand in the column `status`. */
  readonly seen: Set<number>;
};

/** An order that can be taken, and the rows that it is made of. */
type Whole = {
  readonly row: LegacyRow;
  readonly parts: readonly LegacyRow[];
  readonly order: ReadOrder & Pick<ImportedOrder, "lines" | "notes">;
};

type Totals = { readonly subtotalCents: number; readonly totalCents: number };

/** Orders with their lines and their audit. */
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
  for (const [n, { fate, totals }] of taken.entries()) {
    const one = whole[n];
    if (!one) continue;
    if (fate === "added") compare(run.report.money, one.order.recordedCents, totals);
    if (!one.order.recordedCents) one.row.mend("total_amount: nothing on record, calculated");
    await settle(run, one, fate);
  }
}

/** An order with at least one line that can be taken; whatever belongs to another kind of order is set aside with it. */
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

/** To whom it went, and what was noted about it; nothing of both where the person has been forgotten here. */
function personalOf(
  buyer: ImportedBuyer | undefined,
  { notes }: Pick<ImportedOrder, "notes">,
): Pick<ImportedOrder, "shipTo" | "regionId" | "notes"> {
  if (!buyer) return { shipTo: {}, regionId: null, notes: notes.map((note) => ({ ...note, note: "" })) };
  const { shipping_region_id: regionId, ...shipTo } = buyer;
  return { shipTo, regionId, notes };
}

/** Compares the amount on record with what the order comes to, and guesses at neither. */
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

async function settle({ books }: Run, { row, parts }: Whole, fate: ImportOutcome): Promise<void> {
  await books.settle([{ row, fate }]);
  if (fate !== "taken") return books.settle(parts.map((part) => ({ row: part, fate })));
  for (const part of parts) books.setAside(part, "its order was set aside");
}
