import type { TableName } from "../source/tables.ts";

/** Tables with texts by customers: any of these may contain a card number. */
const personal: ReadonlySet<TableName> = new Set([
  "customer",
  "review",
  "shopping_cart",
  "orders",
  "order_detail",
  "audit",
]);

/** Whether a table has texts by customers. */
export function isPersonal(table: TableName): boolean {
  return personal.has(table);
}

/** Parses a decimal as hundredths, exactly; undefined for anything else, and for fractions of hundredths. */
export function hundredthsOf(raw: string): number | undefined {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(raw) ?? [];
  if (whole === "") return undefined;
  return (sign === "-" ? -1 : 1) * (Number(whole) * 100 + Number(part.padEnd(2, "0")));
}

/** Parses a date or a timestamp as UTC; undefined for anything else, and for days that do not exist. */
export function timestampOf(raw: string): Date | undefined {
  const [, day = "", time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?))?$/.exec(raw) ?? [];
  const timestamp = new Date(`${day}T${time.slice(0, 12)}Z`);
  return !Number.isNaN(timestamp.getTime()) && timestamp.toISOString().startsWith(day) ? timestamp : undefined;
}

/** Replaces NUL, the only character that jsonb cannot hold. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\u2400");
}
