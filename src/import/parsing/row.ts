import { hash } from "node:crypto";
import type { Charsets } from "../source/shape.ts";
import type { Bytes } from "../source/source.ts";
import { columnsOf, contacts, tables, type Table, type TableName } from "../source/tables.ts";
import { isSecret, keptCard, notKept, phoneWithoutCards, withoutCards } from "./secrets.ts";
import { RejectedRow } from "./rejected-row.ts";
import { asLine, asProse, asStored, cut, readText, type Read } from "./text.ts";

/** Tables in which customers wrote: a card's number may stand in any text of theirs. */
const personal: ReadonlySet<TableName> = new Set([
  "customer",
  "review",
  "shopping_cart",
  "orders",
  "order_detail",
  "audit",
]);

/** A text that was mended: `row` is its row's key, `before` what the older shop showed. Numbers of cards are masked in both. */
export type MendedText = {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
};

/** What a column's price may be: it is kept in an integer of cents. */
const mostCents = 2_147_483_647;

/** A row of the older shop, read column by column; it remembers what had to be mended on the way. */
export class LegacyRow {
  readonly table: TableName;
  /** What was mended, as the report counts it. */
  readonly mends: string[] = [];
  /** What of it is not taken over, as the report counts it. */
  readonly losses: string[] = [];
  /** Those among its losses for which its content is kept beside it. */
  readonly keptLosses: string[] = [];
  readonly texts: MendedText[] = [];
  readonly #bytes: Bytes;
  readonly #charsets: Charsets;
  readonly #lacks = new Map<string, string>();

  constructor(table: TableName, charsets: Charsets, bytes: Bytes) {
    this.table = table;
    this.#charsets = charsets;
    this.#bytes = bytes;
    for (const [column, parent] of Object.entries(this.#definition.parents ?? {}))
      if (bytes[`has:${column}`]?.toString() !== "1") this.#lacks.set(column, `its ${parent} does not exist`);
  }

  get #definition(): Table {
    return tables[this.table];
  }

  /** By what the row is known in its table. */
  get key(): string {
    return this.#definition.key.map((column) => this.raw(column) ?? "").join("/");
  }

  /** Is it more than its key that says what it is? */
  get hasNames(): boolean {
    return this.#definition.names !== undefined;
  }

  /** What it is called, in a form that can be compared and not be read: 32 digits of base 16. */
  get mark(): string {
    const { names = [] } = this.#definition;
    return hash("sha256", JSON.stringify(names.map((column) => this.raw(column)))).slice(0, 32);
  }

  /** Its number, where one column is its key; 0 where that is none of ours. */
  get number(): number {
    const value = Number(this.key);
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  }

  /** The rows that this one names and that were there: the column, the table, the row's key. */
  get parents(): readonly { column: string; table: TableName; key: string }[] {
    return Object.entries(this.#definition.parents ?? {})
      .filter(([column]) => !this.#lacks.has(column))
      .map(([column, table]) => ({ column, table: table as TableName, key: this.raw(column) ?? "" }));
  }

  /** The row that a column names was set aside. */
  lacksParent(column: string, table: TableName): void {
    this.#lacks.set(column, `its ${table} was set aside`);
  }

  mend(what: string): void {
    this.mends.push(what);
  }

  /** Something of it does not fit, and is kept beside. */
  lose(what: string): void {
    this.losses.push(what);
    this.keptLosses.push(what);
  }

  /** Something of it may not be kept. */
  discard(what: string): void {
    this.losses.push(what);
  }

  /** A column's bytes as they are written in the source, for numbers and moments; null where there is nothing. */
  raw(column: string): string | null {
    return this.#bytes[column]?.toString("latin1") ?? null;
  }

  /** A number of ours: a whole one above 0. */
  id(column: string): number {
    const value = Number(this.raw(column) ?? 0);
    if (!Number.isSafeInteger(value) || value < 1) throw new RejectedRow(`${column} is no number above 0`);
    return value;
  }

  has(column: string): boolean {
    return !this.#lacks.has(column);
  }

  /** The number of another row, which must be there. */
  parent(column: string): number {
    const lack = this.#lacks.get(column);
    if (lack) throw new RejectedRow(lack);
    return this.id(column);
  }

  integer(column: string): number | null {
    const raw = this.raw(column);
    return raw !== null && /^-?\d{1,15}$/.test(raw) ? Number(raw) : null;
  }

  /** Hundredths, exactly; null where there is nothing. */
  hundredths(column: string): number | null {
    const raw = this.raw(column);
    if (raw === null) return null;
    const [, sign = "", whole = "", part = ""] = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(raw) ?? [];
    if (whole === "") throw new RejectedRow(`${column} is no amount of whole cents`);
    return (sign === "-" ? -1 : 1) * (Number(whole) * 100 + Number(part.padEnd(2, "0")));
  }

  /** An amount that a shop may ask for, in cents. */
  price(column: string): number {
    const cents = this.hundredths(column);
    if (cents === null) throw new RejectedRow(`${column} is missing`);
    if (cents < 0) throw new RejectedRow(`${column} is below 0`);
    if (cents > mostCents) throw new RejectedRow(`${column} is above what can be asked for`);
    return cents;
  }

  /** The number of another row, which must be there if there is one at all. */
  parentIfAny(column: string): number | null {
    if (!["", "0"].includes(this.raw(column) ?? "")) return this.parent(column);
    this.mend(`${column}: none on record`);
    return null;
  }

  /** A moment, in UTC; null where there is none, or one that no calendar has. */
  moment(column: string): Date | null {
    const raw = this.raw(`utc:${column}`) ?? this.raw(column);
    if (raw === null) return null;
    const [, day = "", time = "00:00:00"] =
      /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?))?$/.exec(raw) ?? [];
    const moment = new Date(`${day}T${time.slice(0, 12)}Z`);
    if (!Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day)) return moment;
    this.mend(`${column}: no day of any calendar taken as none`);
    return null;
  }

  /** A moment that must be known; where it is not, the import's. */
  momentOr(column: string, now: Date): Date {
    const moment = this.moment(column);
    if (!moment) this.mend(`${column}: unknown, set to the time of the import`);
    return moment ?? now;
  }

  /** One line of text, cut at so many characters; "" where there is nothing. */
  line(column: string, longest: number): string {
    return this.#text(column, asLine, longest);
  }

  /** Lines of text. */
  prose(column: string, longest: number): string {
    return this.#text(column, asProse, longest);
  }

  /** A line that may not be empty. */
  name(column: string, longest: number): string {
    const name = this.line(column, longest);
    if (name === "") throw new RejectedRow(`${column} is empty`);
    return name;
  }

  /** A line as it is, numbers like those of cards included: whoever asks masks them. */
  contact(column: string): string {
    const read = this.#read(column);
    const tidy = asLine(read.text);
    this.#note(column, [...read.mends, ...tidy.mends], phoneWithoutCards, tidy.text);
    return tidy.text;
  }

  /** A text that stands for itself, to the last space. */
  exact(column: string): string {
    return this.#read(column).text;
  }

  /** Everything in the row, for whoever looks through what was set aside; without what may not be kept. */
  content(): Record<string, string | null> {
    return Object.fromEntries(
      [...this.#charsets.keys()].map((column) => [column, this.#bytes[column] ? this.#shown(column) : null]),
    );
  }

  #shown(column: string): string {
    const { text } = this.#read(column);
    if (text.trim() === "") return storable(text);
    if (column === "credit_card") return keptCard(text) ?? notKept;
    // A hash is as secret as what it was made of: only the account itself takes it.
    if (column === "password") return notKept;
    if (!columnsOf(this.#definition).includes(column) && isSecret(column, text)) return notKept;
    if (!personal.has(this.table)) return storable(text);
    return storable(contacts.has(column) ? phoneWithoutCards(text) : withoutCards(text));
  }

  #read(column: string): Read {
    const bytes = this.#bytes[column];
    return bytes ? readText(bytes, this.#charsets.get(column) ?? null) : { text: "", mends: [] };
  }

  #note(column: string, mends: readonly string[], masked: (text: string) => string, after: string): void {
    for (const mend of mends) this.mend(`${column}: ${mend}`);
    const bytes = this.#bytes[column];
    if (mends.length === 0 || !bytes) return;
    const before = asStored(bytes, this.#charsets.get(column) ?? null);
    if (before === after) return;
    const what = mends.join(", ");
    this.texts.push({ table: this.table, row: this.key, column, what, before: masked(before), after: masked(after) });
  }

  #text(column: string, tidy: (text: string) => Read, longest: number): string {
    const read = this.#read(column);
    const { text, mends } = tidy(read.text);
    const masked = personal.has(this.table) ? withoutCards : (one: string) => one;
    const safe = masked(text);
    if (safe !== text) this.discard(`${column}: a card's number masked`);
    const short = cut(safe, longest);
    if (short !== safe) this.lose(`${column}: cut at ${longest} characters`);
    const after = short.trim();
    this.#note(column, [...read.mends, ...mends], masked, after);
    return after;
  }
}

/** Did customers write in it? */
export function isPersonal(table: TableName): boolean {
  return personal.has(table);
}

/** jsonb holds every character but this one. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\u2400");
}
