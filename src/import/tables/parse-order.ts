import type { ImportedLine, ImportedNote, Status } from "../../orders/index.ts";
import type { LegacyRow } from "../parsing/row.ts";
import { RejectedRow } from "../parsing/rejected-row.ts";
import { cut } from "../parsing/text.ts";
import type { Statuses } from "../statuses.ts";
import { quantityOf } from "./carts.ts";

/** Author of imported audit entries; their notes are erased with the customer. */
const byWhom = "import";
const longestNote = 1000;

export type ReadOrder = ReturnType<ReturnType<typeof orderOf>>;

export function orderOf(statuses: Statuses, now: Date) {
  return (row: LegacyRow) => {
    const shippedAt = row.moment("shipped_on");
    const createdAt = row.momentOr("created_on", now);
    const remark: ImportedNote = { by_whom: byWhom, note: remarkOf(row), created_at: createdAt };
    return {
      orderId: row.id("order_id"),
      customerId: row.parent("customer_id"),
      status: statusOf(row, statuses, shippedAt),
      recordedCents: recordedOf(row),
      shippingId: row.parentIfAny("shipping_id"),
      taxId: row.parentIfAny("tax_id"),
      createdAt,
      shippedAt,
      remark,
    };
  };
}

/** Parses an order line. Its product need not exist: the line itself records what was bought. */
export function lineOf(row: LegacyRow): ImportedLine {
  return {
    product_id: row.id("product_id"),
    product_name: productNameOf(row),
    attributes: row.line("attributes", 1000),
    quantity: quantityOf(row),
    unit_cost_cents: row.price("unit_cost"),
  };
}

export function noteOf(now: Date) {
  return (row: LegacyRow): ImportedNote => {
    const code = row.integer("code");
    const message = row.prose("message", longestNote - 20);
    return {
      by_whom: byWhom,
      note: cut(code === null ? message : `${code}: ${message}`, longestNote),
      created_at: row.momentOr("created_on", now),
    };
  };
}

function statusOf(row: LegacyRow, statuses: Statuses, shippedAt: Date | null): Status {
  const number = row.integer("status");
  const status = number === null ? undefined : statuses.get(number);
  if (!status) throw new RejectedRow(`status ${row.raw("status") ?? "null"} has no meaning here`);
  // A paid order with a shipping date is shipped, whatever its status number.
  return status === "paid" && shippedAt ? "shipped" : status;
}

function recordedOf(row: LegacyRow): number | null {
  const cents = row.hundredths("total_amount");
  if (cents !== null && cents < 0) throw new RejectedRow("total_amount is below 0");
  return cents;
}

function remarkOf(row: LegacyRow): string {
  const said = (what: string, column: string, longest: number) => {
    const text = row.prose(column, longest);
    return text === "" ? [] : [`${what}: ${text}`];
  };
  return [
    ...said("Comments", "comments", 600),
    ...said("Authorization", "auth_code", 100),
    ...said("Reference", "reference", 100),
  ].join("\n");
}

function productNameOf(row: LegacyRow): string {
  const name = row.line("product_name", 255);
  if (name !== "") return name;
  row.mend("product_name: empty, now Product and the number");
  return `Product ${row.id("product_id")}`;
}
